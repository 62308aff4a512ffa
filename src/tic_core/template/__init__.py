"""New packs and plugins from the template in the wheel, and old ones brought up to a newer template without losing an edit."""
