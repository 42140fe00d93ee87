"""Contracts behind tools: who bought what from whom, until when; read with the use that they tell of."""
