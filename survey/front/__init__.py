"""The front door: what this installation is for, and whether it is well."""
