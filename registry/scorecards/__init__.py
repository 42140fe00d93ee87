"""How complete, assured and evidenced a record is, worked out from its facts."""
