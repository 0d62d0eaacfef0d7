from jiebei import content
from jiebei.web import frame, words

frame.top("family")
words.sections("family", *(part.id for part in content.page("family").sections))
words.page_sources("family")
frame.bottom("family")
