" Vim syntax file
" Language: Mailuo rules (docs/rules.md)
if exists('b:current_syntax')
  finish
endif
let s:cpo_save = &cpo
set cpo&vim
syn case match

" Later items win where two begin at one place: from the general to the special.
syn match mailuoText       /[^\x00-\x7F]\+/
syn match mailuoNumber     /-\?\<\d\+\(\.\d\+\)\?\>/
syn match mailuoOperator   /=>\|->\|[=!<>]=\|[|?*+=]/
syn match mailuoLook       /!\?[<>]\%(=\)\@!/
syn match mailuoType       /\<\u\w*/
syn keyword mailuoClass    han latin digit alnum punct text number
syn keyword mailuoScope    clause sentence previous paragraph heading title document claimed
syn keyword mailuoWord     and or not else in is where before after around first only from label pairwise each rdf
syn match mailuoFunction   /\<\%(len\|script\|begins\|ends\|has\|left\|right\|distance\|same\|year_before\|date\|quarter\|half\|interval\|from\|until\|precision\|days\|months\)(\@=/
syn match mailuoCapture    /\<\l[a-z0-9_]*:\@=/
syn match mailuoAnchor     /[\^$]\%(clause\|para\|heading\|caption\)\?/
syn match mailuoGap        /\.\{2,3}\%({\d\+\%(,\d\+\)\?}\)\?/
syn match mailuoCount      /{\d\+\%(,\d\+\)\?}/
syn match mailuoPoints     /\~\s*-\?\d\+\%(\.\d\+\)\?/
syn region mailuoString    start=/"/ skip=/\\./ end=/"/ oneline
syn match mailuoClassList  /\%(\<\u\w*\)\@<!\[\%(\\.\|[^\]\\]\)*\]/

syn match mailuoField      /^\s\+\l[a-z0-9_]*?\?\s*[:=]\@=/
syn match mailuoClause     /^\s\+\%(match\|where\|seek\|refine\|carry\|make\|boost\|claim\|sure\|reach\|key\|edge\|rdf\|memory\|silent\|colour\|language\|licence\|offers\)\>\%(\s*[:=]\)\@!/
syn match mailuoDeclared   /\S\+/ contained
syn match mailuoDeclare    /^\%(\%(more\|replace\|off\)\s\+\)\?\%(rule\|relation\|let\|words\|table\|package\|prefix\)\>/ nextgroup=mailuoDeclared skipwhite
syn match mailuoDeclare    /^\%(more\s\+\)\?\%(entity\|value\|part\|follow\|mark\)\>/
syn match mailuoPath       /\S\+/ contained
syn match mailuoDeclare    /^\%(off\s\+\)\?\%(lexicon\|weights\|use\)\>/ nextgroup=mailuoPath skipwhite

syn match mailuoMarked     /\[[^\]]*\]/ contained
syn match mailuoClaims     /=>\| \/ \|;\|¶/ contained
syn match mailuoExample    /^\s\+\%(must\|never\|wish\%(\s\+never\)\?\)\>.*/ contains=mailuoExampleWord,mailuoMarked,mailuoClaims
syn match mailuoExampleWord /^\s\+\%(must\|never\|wish\%(\s\+never\)\?\)\>/ contained
syn match mailuoComment    /\%(^\|\s\)\@1<=#.*/ contains=@Spell

hi def link mailuoText        String
hi def link mailuoString      String
hi def link mailuoPath        String
hi def link mailuoClassList   Character
hi def link mailuoNumber      Number
hi def link mailuoPoints      Number
hi def link mailuoOperator    Operator
hi def link mailuoLook        Operator
hi def link mailuoAnchor      Operator
hi def link mailuoGap         Operator
hi def link mailuoCount       Operator
hi def link mailuoWord        Operator
hi def link mailuoType        Type
hi def link mailuoClass       Constant
hi def link mailuoScope       Constant
hi def link mailuoFunction    Function
hi def link mailuoCapture     Identifier
hi def link mailuoField       Identifier
hi def link mailuoClause      Statement
hi def link mailuoDeclare     Keyword
hi def link mailuoDeclared    Function
hi def link mailuoExampleWord Todo
hi def link mailuoExample     PreProc
hi def link mailuoMarked      Special
hi def link mailuoClaims      Delimiter
hi def link mailuoComment     Comment

let b:current_syntax = 'mailuo'
let &cpo = s:cpo_save
unlet s:cpo_save
