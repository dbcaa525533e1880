" Other programs have files *.rules, too: those of Mailuo have lines that begin with a declaration.
autocmd BufRead,BufNewFile *.rules
  \ if match(getline(1, 200), '^\(package\|rule\|relation\|words\|entity\|value\|part\|let\|lexicon\|follow\|mark\) ') >= 0
  \ | set filetype=mailuo | endif
