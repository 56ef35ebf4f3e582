"""The twenty-one grid regions in the order of their axis: twelve of the US, eight of China, the rest."""

from __future__ import annotations

from wattstreet.core.axes import COUNTRIES

US_REGIONS = {
    "us-pjm": "PJM",
    "us-ercot": "ERCOT",
    "us-miso": "MISO",
    "us-spp": "SPP",
    "us-caiso": "CAISO",
    "us-nyiso": "NYISO",
    "us-isone": "ISO New England",
    "us-southeast": "Southeast",
    "us-florida": "Florida",
    "us-southwest": "Southwest",
    "us-northwest": "Northwest",
    "us-california-noniso": "California outside CAISO",
}

CN_REGIONS = {
    "cn-north": "North China",
    "cn-inner-mongolia": "Inner Mongolia",
    "cn-northeast": "Northeast China",
    "cn-east": "East China",
    "cn-central": "Central China",
    "cn-southwest": "Southwest China",
    "cn-northwest": "Northwest China",
    "cn-south": "South China",
}

REGIONS_OF = {"us": US_REGIONS, "cn": CN_REGIONS, "row": {"row": "Rest of the world"}}
"""Country → slug → name of its regions."""

REGIONS = tuple(slug for country in COUNTRIES for slug in REGIONS_OF[country])
"""Every region, in order."""
