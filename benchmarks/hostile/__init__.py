"""The endpoint under load and attack: what a public service must bear, measured."""
