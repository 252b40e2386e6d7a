/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-catalog-data.h"

namespace ns3::interconnect
{

const char*
GetLinkCatalogData()
{
    // Watts follow from blocks (OpticalPlatform) and from pJ/bit of cable ends
    // (technology-kind.cc); a row states a figure only where its product differs from its family.
    return R"(
# Passive copper without FEC
[25G-CR1-30AWG-NOFEC]
kind = passive-copper
lane-rate = 25G
lanes = 1
awg = 30
fec = none
budget = 25.5
rated-reach = 1.9
source = IEEE 802.3by CA-25G-N; twinax loss derived from copper and dielectric

# Linear redriven cables
[200G-ACC]
kind = acc
lane-rate = 50G
lanes = 4
awg = 26
[400G-ACC]
kind = acc
lane-rate = 100G
lanes = 4
awg = 26
conditioning-watts = 0.8
source = NVIDIA MCA7J70, 400G tail
[800G-ACC]
kind = acc
lane-rate = 100G
lanes = 8
awg = 26

# Retimed cables
[100G-AEC-DSP]
kind = aec
lane-rate = 25G
lanes = 4
awg = 30
[400G-AEC-DSP]
kind = aec
lane-rate = 50G
lanes = 8
awg = 28
[800G-AEC-DSP]
kind = aec
lane-rate = 100G
lanes = 8
awg = 28
[400G-AEC-4X100G-DSP]
kind = aec
lane-rate = 100G
lanes = 4
awg = 28
[800G-AEC-CDR]
kind = aec-cdr
lane-rate = 100G
lanes = 8
awg = 28
[400G-AEC-2X200G-DSP]
kind = aec
lane-rate = 200G
lanes = 2
awg = 28
[800G-AEC-4X200G-DSP]
kind = aec
lane-rate = 200G
lanes = 4
awg = 28
[1.6T-AEC-DSP]
kind = aec
lane-rate = 200G
lanes = 8
awg = 28
[3.2T-AEC-DSP]
kind = aec
lane-rate = 400G
lanes = 8
awg = 28

# Board, package and backplane
[400G-BACKPLANE-26AWG]
kind = backplane
lane-rate = 200G
lanes = 2
awg = 26
source = NVLink 5 cable cartridges: 2 lanes of 200G a direction, passive, reach below 1.5 m
confidence = lanes and passivity published, loss modelled
[100G-BACKPLANE-30AWG]
kind = backplane
lane-rate = 100G
lanes = 1
awg = 30
[25G-BOARD]
kind = board
lane-rate = 25G
lanes = 1
[50G-BOARD]
kind = board
lane-rate = 50G
lanes = 1
[100G-BOARD]
kind = board
lane-rate = 100G
lanes = 1
[200G-BOARD]
kind = board
lane-rate = 200G
lanes = 1
[400G-BOARD]
kind = board
lane-rate = 400G
lanes = 1
[100G-BOARD-RETIMED-CDR]
like = 100G-BOARD
retimers = 1
retimer-pj-per-bit = 3.75
retimer-latency = 3
retimer-fit = 50
rated-reach = 1.4
source = stripline as 100G-BOARD; mixed-signal 112G retimer, 3 W for 8 directions of a lane (Electronic Design 55243713)
confidence = trade press
[100G-BOARD-RETIMED-DSP]
like = 100G-BOARD
retimers = 1
retimer-pj-per-bit = 6
retimer-latency = 52.5
retimer-fit = 65
rated-reach = 1.4
source = stripline as 100G-BOARD; 112G DSP retimer derived from the two ends of an 800G AEC
confidence = derived
[200G-BOARD-RETIMED-DSP]
like = 200G-BOARD
retimers = 1
retimer-pj-per-bit = 5.3
retimer-latency = 60
retimer-fit = 65
rated-reach = 0.8
source = stripline as 200G-BOARD; 224G DSP retimer derived from the two ends of a 1.6T AEC
confidence = derived
[25G-PACKAGE]
kind = package
lane-rate = 25G
lanes = 1
[50G-PACKAGE]
kind = package
lane-rate = 50G
lanes = 1
[100G-PACKAGE]
kind = package
lane-rate = 100G
lanes = 1
[200G-PACKAGE]
kind = package
lane-rate = 200G
lanes = 1
[400G-PACKAGE]
kind = package
lane-rate = 400G
lanes = 1

# Modules of 25G lanes
[100G-SR4]
kind = optical-dsp
lane-rate = 25G
lanes = 4
pmd = SR
[100G-CWDM4]
kind = optical-dsp
lane-rate = 25G
lanes = 4
pmd = CWDM
[100G-LR4]
kind = optical-dsp
lane-rate = 25G
lanes = 4
pmd = LR

# Modules of 50G lanes
[200G-SR4-DSP]
kind = optical-dsp
lane-rate = 50G
lanes = 4
pmd = SR
optics-watts = 6
source = IEEE 802.3cd 50G multimode lanes; up to 6 W a port of HDR class (NVIDIA DGX SuperPOD)
confidence = upper bound
[400G-SR8-DSP]
kind = optical-dsp
lane-rate = 50G
lanes = 8
pmd = SR
[400G-DR4-8X50G-DSP]
kind = optical-dsp
lane-rate = 50G
lanes = 8
pmd = DR
optical-lane-rate = 100G
dsp-watts = 5.25
source = IEEE 802.3bs 400GBASE-DR4 behind 8 lanes of 50G, 9 to 10 W; first generation DSP
confidence = known, 10 %

# Modules and engines of 100G lanes
[100G-DR1-DSP]
kind = optical-dsp
lane-rate = 100G
lanes = 1
pmd = DR
dsp-watts = 2.25
source = IEEE 802.3cu 100GBASE-DR; 3.5 W with first generation DSP
confidence = known, 15 %
[100G-FR1-DSP]
kind = optical-dsp
lane-rate = 100G
lanes = 1
pmd = FR
dsp-watts = 2.25
source = IEEE 802.3cu 100GBASE-FR1; 3.5 W with first generation DSP
confidence = known, 15 %
[400G-SR4-DSP]
kind = optical-dsp
lane-rate = 100G
lanes = 4
pmd = SR
control-watts = 1.85
source = IEEE 802.3db 400GBASE-VR4; NVIDIA MMA4Z00-NS400, 8 W typical
confidence = power published
[400G-DR4-DSP]
kind = optical-dsp
lane-rate = 100G
lanes = 4
pmd = DR
[400G-DR4-LPO]
kind = optical-lpo
lane-rate = 100G
lanes = 4
pmd = DR
[400G-DR4-CPO]
kind = cpo
lane-rate = 100G
lanes = 4
pmd = DR
confidence = laser efficiency 40 %
[400G-FR4-DSP]
kind = optical-dsp
lane-rate = 100G
lanes = 4
pmd = FR
[400G-LR4-DSP]
kind = optical-dsp
lane-rate = 100G
lanes = 4
pmd = LR
[800G-2xSR4-DSP]
kind = optical-dsp
lane-rate = 100G
lanes = 8
pmd = SR
source = IEEE 802.3db lanes; NVIDIA MMA4Z00-NS, 14 W typical
confidence = power published
[800G-DR8-DSP]
kind = optical-dsp
lane-rate = 100G
lanes = 8
pmd = DR
source = IEEE 802.3bs/cu lanes; NVIDIA MMS4X00-NS (2xDR4), 16 W typical; blocks modelled
confidence = power published
[800G-2xFR4-DSP]
kind = optical-dsp
lane-rate = 100G
lanes = 8
pmd = FR
[800G-2xLR4-DSP]
kind = optical-dsp
lane-rate = 100G
lanes = 8
pmd = LR
[800G-AOC]
kind = optical-dsp
lane-rate = 100G
lanes = 8
pmd = AOC
[800G-DR8-LRO]
kind = optical-lro
lane-rate = 100G
lanes = 8
pmd = DR
[800G-DR8-LPO]
kind = optical-lpo
lane-rate = 100G
lanes = 8
pmd = DR
[800G-DR8-NPO]
kind = npo
lane-rate = 100G
lanes = 8
pmd = DR
[800G-CPO]
kind = cpo
lane-rate = 100G
lanes = 8
pmd = FR
source = IEEE 802.3cu FR lanes; Broadcom Bailly, remote lasers, 5.5 W
confidence = trade press; laser efficiency 40 %
[800G-DR8-CPO]
kind = cpo
lane-rate = 100G
lanes = 8
pmd = DR
confidence = laser efficiency 40 %
[800G-MICROLED]
kind = optical-dsp
lane-rate = 100G
lanes = 8
pmd = LED
fit = 10
confidence = reach and power published, budget modelled

# Modules and engines of 200G lanes
[800G-DR4-DSP]
kind = optical-dsp
lane-rate = 200G
lanes = 4
pmd = DR
form-factor = OSFP
[800G-DR4-LPO]
kind = optical-lpo
lane-rate = 200G
lanes = 4
pmd = DR
form-factor = OSFP
confidence = modelled; feasibility at 200G contested
[800G-DR4-CPO]
kind = cpo
lane-rate = 200G
lanes = 4
pmd = DR
confidence = modelled; laser efficiency 40 %
[1.6T-DR8-DSP]
kind = optical-dsp
lane-rate = 200G
lanes = 8
pmd = DR
[1.6T-DR8-DSP-3NM]
kind = optical-dsp
lane-rate = 200G
lanes = 8
pmd = DR
dsp-watts = 10
source = IEEE P802.3dj DR lanes; 22 W with DSP in 3 nm
confidence = 20 %
[1.6T-2xFR4-DSP]
kind = optical-dsp
lane-rate = 200G
lanes = 8
pmd = FR
[1.6T-DR8-LRO]
kind = optical-lro
lane-rate = 200G
lanes = 8
pmd = DR
dsp-watts = 3.33
source = IEEE P802.3dj DR lanes; third of the 10 W of a DSP in 3 nm; below 16 W by a vendor's projection
confidence = projection
[1.6T-DR8-LPO]
kind = optical-lpo
lane-rate = 200G
lanes = 8
pmd = DR
confidence = modelled; feasibility at 200G contested
[1.6T-DR8-CPO]
kind = cpo
lane-rate = 200G
lanes = 8
pmd = DR
confidence = modelled; laser efficiency 40 %
[1.6T-2xFR4-CPO]
kind = cpo
lane-rate = 200G
lanes = 8
pmd = FR
confidence = modelled; laser efficiency 40 %

# Modules of 400G lanes
[3.2T-DR8-DSP]
kind = optical-dsp
lane-rate = 400G
lanes = 8
pmd = DR
form-factor = OSFP-XD

# Coherent modules
[400G-ZR]
kind = optical-dsp
lane-rate = 100G
lanes = 4
pmd = ZR
form-factor = QSFP-DD
[800G-ZR]
kind = optical-dsp
lane-rate = 100G
lanes = 8
pmd = ZR
optical-lane-rate = 800G
)";
}

} // namespace ns3::interconnect
