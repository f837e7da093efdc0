import type { Shell } from './command.ts'

/**
 * Each hands the words up to the cursor to `completion --complete`, a `=` before each: a word that starts with a dash would be taken for a flag of
 * that verb itself, and the empty one would be lost. bash puts on the line what it is given, to be run: it is given names quoted. Where nothing comes back, the shell completes files.
 */
export const scripts: Readonly<Record<Shell, string>> = {
	bash: `_rootless_matrix() {
	local words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
	mapfile -t COMPREPLY < <("\${COMP_WORDS[0]}" completion --complete "\${words[@]/#/=}" 2>/dev/null)
	local at
	for at in "\${!COMPREPLY[@]}"; do printf -v "COMPREPLY[at]" %q "\${COMPREPLY[at]}"; done
	[[ \${COMPREPLY[0]-} != */ ]] || compopt -o nospace 2>/dev/null
}
complete -o default -o nosort -F _rootless_matrix rootless-matrix
`,
	zsh: `#compdef rootless-matrix
_rootless_matrix() {
	local -a found
	found=("\${(@f)$("\${words[1]}" completion --complete "\${(@)words[2,CURRENT]/#/=}" 2>/dev/null)}")
	if (( \${#found} )) && [[ -n "\${found[1]}" ]]; then compadd -V found -- "\${found[@]:#*/}"; compadd -V found -S '' -- "\${(@M)found:#*/}"; else _files; fi
}
compdef _rootless_matrix rootless-matrix
`,
	fish: `function __rootless_matrix
	set -l words (commandline -opc) (commandline -ct)
	set -l found ($words[1] completion --complete =$words[2..-1] 2>/dev/null)
	if set -q found[1]
		printf '%s\\n' $found
	else
		__fish_complete_path (commandline -ct)
	end
end
complete -c rootless-matrix -f -k -a '(__rootless_matrix)'
`,
}
