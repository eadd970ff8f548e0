"""Words and a picture out of files that others made.

Files are hostile, so a process of its own reads each (`__main__`, without Django, our variables or the database), with
limits that it cannot lift; `reading` starts it and takes what it says for what it is: words of strangers.
"""
