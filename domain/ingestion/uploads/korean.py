"""Why an import failed, in Korean: the sentences of the readers, with the file, line and column that they name."""

import re
from types import MappingProxyType

FILE = r"(?P<file>.+?)"
AGAIN = "CSV 또는 엑셀 통합 문서(.xlsx)로 저장한 뒤 다시 업로드하세요."
WHAT = MappingProxyType(
    {
        "a PDF document": "PDF 문서",
        "a picture": "그림 파일",
        "a RAR archive": "RAR 압축 파일",
        "a 7z archive": "7z 압축 파일",
        "a bzip2 file": "bzip2 압축 파일",
        "an xz file": "xz 압축 파일",
        "a Zstandard file": "Zstandard 압축 파일",
        "a program": "실행 파일",
        "a database": "데이터베이스 파일",
        "an XML spreadsheet of Excel 2003": "Excel 2003 XML 스프레드시트",
        "XML": "XML 파일",
    }
)
SENTENCES = tuple(
    (re.compile(pattern, re.DOTALL), sentence)
    for pattern, sentence in (
        (rf"{FILE} is cut short: .*", "{file}: 압축 데이터가 중간에 끊겼습니다. 파일을 다시 복사하세요."),
        (rf"{FILE} is not a valid gzip file .*", "{file}: 올바른 gzip 파일이 아닙니다. 파일을 다시 복사하세요."),
        (rf"{FILE} is not a valid zip file; .*", "{file}: 올바른 zip 파일이 아닙니다. 다시 복사하거나 저장하세요."),
        (rf"{FILE} is damaged: .*", "{file}: 손상되어 압축을 풀 수 없습니다. 파일을 다시 복사하세요."),
        (
            rf"{FILE} unpacks to far more .*",
            "{file}: 압축을 풀면 크기가 지나치게 커집니다. 압축을 풀고 안의 파일을 업로드하세요.",
        ),
        (
            rf"{FILE} holds more than (?P<most>[\d,]+) bytes of text; .*",
            "{file}: 텍스트가 {most}바이트보다 많습니다. CSV로 저장한 뒤 다시 업로드하세요.",
        ),
        (rf"{FILE} contains no files; .*", "{file}: 압축 파일이 비어 있습니다. 가져올 파일을 넣어 다시 압축하세요."),
        (
            rf"{FILE} contains (?P<n>[\d,]+) files; at most (?P<most>[\d,]+) .*",
            "{file}: 파일이 {n}개 들어 있습니다. 최대 {most}개까지 가능합니다. 나누어 압축하세요.",
        ),
        (
            rf"{FILE} is a locked zip file; .*",
            "{file}: 암호가 걸린 zip 파일입니다. 압축을 풀고 안의 파일을 업로드하세요.",
        ),
        (
            rf"{FILE} is an archive within an archive; .*",
            "{file}: 압축 파일 안에 압축 파일이 있습니다. 압축을 풀고 업로드하세요.",
        ),
        (
            r"--encoding (?P<name>.+) is not known; .*",
            "{name} 인코딩을 알 수 없습니다. utf-8, cp949, cp1252, shift_jis 등에서 선택하세요.",
        ),
        (rf"{FILE} is empty; .*", "{file}: 비어 있는 파일입니다. 열 이름이 있는 머리글 행이 필요합니다."),
        (
            rf"{FILE} is locked in an unusual way; .*",
            "{file}: 알 수 없는 방식으로 잠겨 있습니다. 암호 없이 저장한 뒤 다시 업로드하세요.",
        ),
        (rf"{FILE} is locked with a password; .*", "{file}: 암호로 잠겨 있습니다. 파일의 암호를 입력하세요."),
        (
            r"The password does not open (?P<file>.+?); .*",
            "{file}: 암호가 맞지 않습니다. 파일의 암호를 다시 입력하세요.",
        ),
        (
            rf"{FILE} is damaged after row (?P<line>[\d,]+) .*",
            "{file}: {line}행 이후가 손상되었습니다. 파일을 다시 저장한 뒤 업로드하세요.",
        ),
        (rf"{FILE} can't be read as Parquet .*", "{file}: Parquet 파일로 읽을 수 없습니다. 파일을 다시 만드세요."),
        (
            rf"{FILE} can't be read as an Excel workbook.*",
            "{file}: 엑셀 통합 문서로 읽을 수 없습니다. .xlsx로 다시 저장하세요.",
        ),
        (
            rf"{FILE} is too large for a workbook; .*",
            "{file}: 통합 문서가 너무 큽니다. 시트를 CSV로 저장한 뒤 업로드하세요.",
        ),
        (
            rf"{FILE} declares XML entities, .*",
            "{file}: 스프레드시트에 없어야 할 XML 엔터티가 있습니다. .xlsx로 다시 저장하세요.",
        ),
        (rf"{FILE} has more than (?P<most>[\d,]+) columns; .*", "{file}: 열이 {most}개보다 많습니다. 열을 줄이세요."),
        (
            rf"{FILE} is a page of more than (?P<most>[\d,]+) (bytes|cells); .*",
            "{file}: 웹 페이지 형식의 파일이 너무 큽니다(최대 {most}). .xlsx로 저장한 뒤 다시 업로드하세요.",
        ),
        (rf"{FILE} is a page without a table; .*", "{file}: 표가 없는 웹 페이지입니다. 표를 .xlsx로 저장하세요."),
        (
            rf"{FILE} has tables within tables .*",
            "{file}: 표 안에 표가 여러 겹 있습니다. 표를 .xlsx로 저장한 뒤 다시 업로드하세요.",
        ),
        (
            rf"{FILE} is not text in the given or a known encoding; .*",
            "{file}: 인코딩을 알 수 없습니다. 엑셀에서 CSV UTF-8(쉼표로 분리)로 저장한 뒤 업로드하세요.",
        ),
        (
            rf"{FILE}: row (?P<line>[\d,]+) has (?P<n>[\d,]+) columns; at most (?P<most>[\d,]+) .*",
            "{file}: {line}행에 열이 {n}개 있습니다. 최대 {most}개까지 가능합니다. 열을 줄이세요.",
        ),
        (
            rf"{FILE}: the cell in row (?P<line>[\d,]+), column (?P<column>.+?) is longer than (?P<most>[\d,]+) .*",
            "{file}: {line}행 {column}열의 셀이 {most}자보다 깁니다. 내용을 줄이세요.",
        ),
        (
            rf"{FILE} has (?P<n>[\d,]+) lines; at most (?P<most>[\d,]+) .*",
            "{file}: 행이 {n}개입니다. 최대 {most}개까지 가능합니다. 파일을 나누세요.",
        ),
        (rf"{FILE} is an Office document without worksheets; .*", "{file}: 시트가 없는 오피스 문서입니다. " + AGAIN),
        (rf"{FILE} is (?P<what>[^;]+?), which can't be read; .*", "{file}: {what}은(는) 읽을 수 없습니다. " + AGAIN),
        (rf"{FILE} is not a table or a text; .*", "{file}: 표나 텍스트 파일이 아닙니다. " + AGAIN),
        (rf"{FILE} is not valid UTF-16 text .*", "{file}: 올바른 UTF-16 텍스트가 아닙니다. UTF-8로 저장하세요."),
        (rf"{FILE} is not valid CSV .*", "{file}: 올바른 CSV가 아닙니다. 닫히지 않은 따옴표가 있는지 확인하세요."),
        (
            rf"{FILE}: line (?P<line>[\d,]+) is not text in a known encoding; .*",
            "{file}: {line}행의 인코딩을 알 수 없습니다. 엑셀에서 CSV UTF-8(쉼표로 분리)로 저장한 뒤 업로드하세요.",
        ),
        (
            rf"{FILE}: line (?P<line>[\d,]+) is not (?P<name>\S+) text; .*",
            "{file}: {line}행을 {name} 인코딩으로 읽을 수 없습니다. 다른 인코딩을 선택하거나 비워 두세요.",
        ),
        (
            rf"{FILE}: line (?P<line>[\d,]+) is longer than (?P<most>[\d,]+) bytes; .*",
            "{file}: {line}행이 {most}바이트보다 깁니다. CSV 파일이 아닙니다.",
        ),
        (
            rf"{FILE} is missing the columns? (?P<columns>.+) of (?:the profile )?(?P<table>[^;]+); .*",
            "{file}: {table}에 필요한 {columns} 열이 없습니다. 열을 추가하거나 열 이름을 바로잡으세요.",
        ),
        (
            rf"{FILE} contains the column (?P<column>.+) twice .*",
            "{file}: {column} 열이 두 번 있습니다. 하나를 삭제하세요.",
        ),
        (
            rf"{FILE} fits several profiles \((?P<names>.+)\); .*",
            "{file}: 여러 양식({names})에 해당합니다. 하나를 선택하세요.",
        ),
        (
            rf"{FILE}: (?P<sheet>.+) has (?P<n>[\d,]+) columns; at most (?P<most>[\d,]+) .*",
            "{file}: {sheet}에 열이 {n}개 있습니다. 최대 {most}개까지 가능합니다. 열을 줄이세요.",
        ),
        (
            rf"{FILE}: (?P<sheet>.+) reaches to row (?P<line>[\d,]+) and column (?P<column>[\d,]+), .*",
            "{file}: {sheet}의 내용이 {line}행 {column}열까지 있습니다. 표와 떨어진 셀을 지우거나 CSV로 저장하세요.",
        ),
        (
            rf"{FILE} has more than (?P<most>[\d,]+) bytes unpacked; .*",
            "{file}: 압축을 풀면 {most}바이트보다 큽니다. CSV로 저장한 뒤 업로드하세요.",
        ),
        (
            rf"{FILE} declares XML entities in (?P<part>.+?); .*",
            "{file}: {part}에 허용되지 않는 XML 선언이 있습니다. 엑셀에서 다시 저장한 뒤 업로드하세요.",
        ),
        (rf"{FILE} fits no profile.*", "{file}: 알려진 양식이 아닙니다. 열을 직접 연결하세요."),
        (rf"{FILE} can't be read \((?P<why>.+)\)\.", "{file}: 파일을 읽을 수 없습니다({why})."),
        (r"The file is no longer on the server\..*", "파일이 서버에 없습니다. 다시 업로드하세요."),
        (
            r"The worker ended three times.*",
            "처리 중 워커 프로세스가 세 번 종료되었습니다. 서버 메모리에 비해 파일이 큰 듯합니다. 나누어 업로드하세요.",
        ),
        (
            r"The shop is filled with sample data, .*",
            "샘플 데이터가 있어 가져올 수 없습니다. 대시보드에서 샘플 데이터를 삭제한 뒤 다시 업로드하세요.",
        ),
        (
            r"An unexpected error occurred.*",
            "예상하지 못한 오류입니다. 저장된 데이터는 없습니다. 워커 로그를 확인하세요.",
        ),
    )
)
ELSE = "가져오지 못했습니다. 저장된 데이터는 없습니다. 원인: {message}"


def in_korean(message: str) -> str:
    """The sentence of a failed import in Korean; one that is not known here is quoted."""
    for pattern, sentence in SENTENCES:
        found = pattern.fullmatch(message)
        if found is not None:
            values = found.groupdict()
            return sentence.format(**values | {"what": WHAT.get(values.get("what", ""), values.get("what", ""))})
    return ELSE.format(message=message)
