from jiebei import content
from jiebei.web import frame, words

frame.top("privacy")
words.sections("privacy", *(part.id for part in content.page("privacy").sections))
words.page_sources("privacy")
frame.bottom("privacy")
