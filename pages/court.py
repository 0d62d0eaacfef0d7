from jiebei import content
from jiebei.web import frame, words

frame.top("court")
words.sections("court", *(part.id for part in content.page("court").sections))
words.page_sources("court")
frame.bottom("court")
