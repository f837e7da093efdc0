/** Where a source has a name. */
export interface NameFound {
	readonly name: string
	/** Of the line, from 0. */
	readonly index: number
}

const regularExpression = String.raw`(?<=(?:[=(,:;!&|?[{>]|\breturn)\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/`
const parts = [
	String.raw`\/\/.*|\/\*[^]*?\*\/|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"`,
	regularExpression,
	String.raw`[A-Za-z_$][\w$]*|[{}${'`'}]`,
]

/**
 * The names in a source of JavaScript or TypeScript that are wanted: words in comments, texts and regular expressions
 * are none. Pure. A parser would take seconds to load, and this is asked in each `npm run check`.
 */
export function namesIn(source: string, isWanted: (name: string) => boolean): NameFound[] {
	const token = new RegExp(parts.join('|'), 'g')
	const template = /(?:[^`\\$]|\\[^]|\$(?!\{))*(`|\$\{)/y
	const open: ('block' | 'template')[] = []
	const found: NameFound[] = []
	const passTemplate = () => {
		template.lastIndex = token.lastIndex
		const end = template.exec(source)
		token.lastIndex = end ? template.lastIndex : source.length
		if (end?.[1] === '${') open.push('template')
	}
	for (let match = token.exec(source); match; match = token.exec(source)) {
		const [text] = match
		if (text === '`') passTemplate()
		else if (text === '{') open.push('block')
		else if (text === '}') {
			if (open.pop() === 'template') passTemplate()
		} else if (/^[\w$]/.test(text) && isWanted(text))
			found.push({ name: text, index: source.slice(0, match.index).split('\n').length - 1 })
	}
	return found
}
