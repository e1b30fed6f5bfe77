"""Takes the slowest steps of moto out of the requests that a tick makes most."""
