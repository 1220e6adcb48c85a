"""Adjectives of States as English roles use them ("Kazakh Foreign Minister"), by alpha-3 code."""

from __future__ import annotations

DEMONYMS = {
    "albanian": "ALB", "andorran": "AND", "armenian": "ARM", "austrian": "AUT", "azerbaijani": "AZE",
    "azeri": "AZE",
    "belarusian": "BLR", "belarussian": "BLR", "belgian": "BEL", "bosnian": "BIH", "british": "GBR",
    "uk": "GBR",
    "bulgarian": "BGR", "canadian": "CAN", "croatian": "HRV", "cypriot": "CYP", "czech": "CZE",
    "danish": "DNK",
    "dutch": "NLD", "estonian": "EST", "finnish": "FIN", "french": "FRA", "georgian": "GEO", "german": "DEU",
    "greek": "GRC", "hungarian": "HUN", "icelandic": "ISL", "irish": "IRL", "italian": "ITA", "kazakh": "KAZ",
    "kazakhstani": "KAZ", "kyrgyz": "KGZ", "kyrgyzstani": "KGZ", "latvian": "LVA", "lithuanian": "LTU",
    "maltese": "MLT", "moldovan": "MDA", "mongolian": "MNG", "montenegrin": "MNE", "norwegian": "NOR",
    "polish": "POL", "portuguese": "PRT", "romanian": "ROU", "russian": "RUS", "serbian": "SRB",
    "slovak": "SVK",
    "slovenian": "SVN", "slovene": "SVN", "spanish": "ESP", "swedish": "SWE", "swiss": "CHE", "tajik": "TJK",
    "turkish": "TUR", "turkmen": "TKM", "ukrainian": "UKR", "us": "USA", "u.s": "USA", "american": "USA",
    "uzbek": "UZB", "afghan": "AFG", "japanese": "JPN", "thai": "THA", "egyptian": "EGY", "israeli": "ISR",
    "jordanian": "JOR", "moroccan": "MAR", "tunisian": "TUN", "algerian": "DZA", "australian": "AUS",
    "luxembourgish": "LUX",
}  # fmt: skip
