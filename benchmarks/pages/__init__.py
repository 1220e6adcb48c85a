"""How long the page of each kind of thing takes, over hubs and over things spread through the release."""
