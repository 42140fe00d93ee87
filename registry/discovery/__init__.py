"""What people keep of searching: groups of related words, saved searches, comparisons, shortlists and needs."""
