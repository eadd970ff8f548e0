"""Conversations by the ten thousand, as the product's own verbs would have written them, but fast.

`rows` writes, `words` speaks, `people` are who speaks, `talk` is what happens in one thread, `build` puts it together.
A test compares what stands in the database afterwards with what the services write.
"""
