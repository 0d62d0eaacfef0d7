from jiebei import content
from jiebei.web import frame, words

frame.top("basics")
words.sections("basics", *(part.id for part in content.page("basics").sections))
words.page_sources("basics")
frame.bottom("basics")
