"""What people fill in about reviews, boards and cases."""
