import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { ConfigurationError } from '#results'
import { readPlain } from '#results/files'

const FIRST_LINE = 'rootless-matrix bundle 1'

/** A hundred times what the script writes of a usual machine. */
const MAX_BYTES = 32 * 2 ** 20

/** What `collect` gathered on a machine: sections of lines. Text of a stranger's machine: untrusted. */
export interface Bundle {
	readonly sections: ReadonlyMap<string, readonly string[]>
}

/** Whether a file begins as a bundle does; false for what cannot be read. */
export async function isBundle(path: string): Promise<boolean> {
	try {
		// What else somebody calls like a cell could block, or never end.
		await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
		if (!(await file.stat()).isFile()) return false
		const { buffer, bytesRead } = await file.read(Buffer.alloc(FIRST_LINE.length), 0, FIRST_LINE.length, 0)
		return buffer.toString('latin1', 0, bytesRead) === FIRST_LINE
	} catch {
		return false
	}
}

/** @throws ConfigurationError for what is no bundle. */
export async function readBundle(path: string): Promise<Bundle> {
	return parseBundle(await readPlain(path, { maxBytes: MAX_BYTES }))
}

export function parseBundle(text: string): Bundle {
	const [first, ...lines] = text.split(/\r?\n/)
	if (first !== FIRST_LINE)
		throw new ConfigurationError('this is no bundle of `rootless-matrix collect`', {
			hint: `Its first line would be "${FIRST_LINE}".`,
		})
	const sections = new Map<string, string[]>()
	let current: string[] | undefined
	for (const line of lines) {
		const name = /^== (\S+)$/.exec(line)?.[1]
		// Somebody may have cut lines, and whole sections; what stands twice is the first one.
		if (name !== undefined) sections.set(name, (current = sections.get(name) ?? []))
		else if (line.startsWith('| ')) current?.push(line.slice(2))
	}
	return { sections }
}
