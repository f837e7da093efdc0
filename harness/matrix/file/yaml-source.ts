import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml'
import type { Problem } from './problem.ts'

type Place = Pick<Problem, 'line' | 'column'>

/** A parsed file that can say where a value stands. */
export interface YamlSource {
	readonly value: unknown
	/** The value at a path; a lone value where a list may stand counts as the list of itself. */
	at(path: readonly PropertyKey[]): unknown
	/** The path as it stands in the file: without the index that a lone value has not. */
	real(path: readonly PropertyKey[]): readonly PropertyKey[]
	/** Where a value is; the nearest thing around it when it is missing. */
	place(path: readonly PropertyKey[]): Place
	/** Where a key is. */
	keyPlace(path: readonly PropertyKey[], key: string): Place
}

const start: Place = { line: 1, column: 1 }

const rangeOf = (node: unknown): number | undefined =>
	typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range)
		? (node.range[0] as number)
		: undefined

function pairOf(node: unknown, key: PropertyKey): { key: unknown; value: unknown } | undefined {
	if (!isMap(node)) return undefined
	return node.items.find((pair) => (isScalar(pair.key) ? String(pair.key.value) : pair.key) === String(key))
}

class Source implements YamlSource {
	readonly value: unknown
	readonly #document: Document
	readonly #lines: LineCounter

	constructor(document: Document, lines: LineCounter, value: unknown) {
		this.value = value
		this.#document = document
		this.#lines = lines
	}

	at(path: readonly PropertyKey[]): unknown {
		return path.reduce<unknown>((value, key) => {
			const isLone = typeof value !== 'object' || value === null || !(Array.isArray(value) || key in value)
			if (isLone) return key === 0 ? value : undefined
			return (value as Record<PropertyKey, unknown>)[key]
		}, this.value)
	}

	real(path: readonly PropertyKey[]): readonly PropertyKey[] {
		const around = path.slice(0, -1)
		return path.at(-1) === 0 && !Array.isArray(this.at(around)) ? around : path
	}

	place(path: readonly PropertyKey[]): Place {
		return this.#placeOf(this.#walk(path).offset)
	}

	keyPlace(path: readonly PropertyKey[], key: string): Place {
		const { node, offset } = this.#walk(path)
		return this.#placeOf(rangeOf(pairOf(node, key)?.key) ?? offset)
	}

	#walk(path: readonly PropertyKey[]): { node: unknown; offset: number | undefined } {
		let node: unknown = this.#document.contents
		let offset = rangeOf(node)
		for (const key of path) {
			if (isAlias(node)) node = node.resolve(this.#document)
			const pair = pairOf(node, key)
			const next: unknown = pair ? pair.value : isSeq(node) ? node.items[Number(key)] : undefined
			offset = rangeOf(next) ?? rangeOf(pair?.key) ?? offset
			if (next === undefined || next === null) break
			node = next
		}
		return { node, offset }
	}

	#placeOf(offset: number | undefined): Place {
		if (offset === undefined) return start
		const { line, col } = this.#lines.linePos(offset)
		return { line: Math.max(1, line), column: Math.max(1, col) }
	}
}

/**
 * Reads YAML. `source` is missing when the text cannot be made sense of; with a key written twice it
 * can, and the other problems are worth telling at the same time.
 */
export function parseYaml(text: string): { source?: YamlSource; problems: readonly Problem[] } {
	const lines = new LineCounter()
	const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
	const faults = [...document.errors, ...document.warnings]
	const problems = faults.map((fault): Problem => {
		const { line, col } = lines.linePos(fault.pos[0])
		return { line: Math.max(1, line), column: Math.max(1, col), path: '', message: `YAML: ${fault.message}` }
	})
	if (faults.some(({ code }) => code !== 'DUPLICATE_KEY')) return { problems }
	try {
		return { source: new Source(document, lines, document.toJS()), problems }
	} catch (error) {
		const message = `YAML: ${error instanceof Error ? error.message : String(error)}`
		return { problems: [...problems, { ...start, path: '', message }] }
	}
}
