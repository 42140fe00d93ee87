"""Pages that show several slices together: home, a tool, an organisation, the matrix, my work."""
