"""An office's own wording of an instrument: laid over the definition's texts, never over what is counted."""
