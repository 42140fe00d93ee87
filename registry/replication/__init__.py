"""Where each tool stands at each organisation, as the adopter asserts it, with dates and proof."""
