"""What the catalogue, the user's own rules and injectors' marks say a container is."""
