/*
 * Copyright (c) 2026 The ai-interconnect authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef LINK_CATALOG_DATA_H
#define LINK_CATALOG_DATA_H

namespace ns3::interconnect
{

/**
 * @return the catalogue's built-in entries, in the language of LinkCatalog::Define()
 */
const char* GetLinkCatalogData();

} // namespace ns3::interconnect

#endif // LINK_CATALOG_DATA_H
