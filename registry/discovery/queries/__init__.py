"""Reading what people keep of searching."""
