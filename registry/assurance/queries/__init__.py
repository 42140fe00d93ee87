"""Reading assessments, sign-offs and exemptions, each reader only what they may."""
