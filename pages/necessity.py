from jiebei import content
from jiebei.web import frame, words

frame.top("necessity")
words.sections("necessity", *(part.id for part in content.page("necessity").sections))
words.page_sources("necessity")
frame.bottom("necessity")
