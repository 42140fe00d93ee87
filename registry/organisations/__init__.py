"""Forces and the other bodies of the register, with validity dates and successors."""
