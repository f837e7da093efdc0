import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { type FileHandle, open, readFile, rm, stat, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { z } from 'zod'

/** How a server can tell that the rest still belongs to the beginning (RFC 9110, If-Range). */
const notes = z.object({
	/** A hash: an address may carry credentials, and they are not for the disk. */
	address: z.string(),
	validator: z.string(),
})
const hashed = (url: string) => createHash('sha256').update(url).digest('hex')

/** What has arrived so far of a file; it lies beside the final name and survives a killed process. */
export class Partial {
	readonly path: string
	readonly #notesPath: string

	constructor(into: string) {
		this.path = `${into}.part`
		this.#notesPath = `${into}.part.json`
	}

	/** From where the download can go on; undefined when it has to start over. */
	async resumable(url: string): Promise<{ size: number; validator: string } | undefined> {
		try {
			const noted = notes.parse(JSON.parse(await readFile(this.#notesPath, 'utf8')))
			const { size } = await stat(this.path)
			return noted.address === hashed(url) && size > 0 ? { size, validator: noted.validator } : undefined
		} catch {
			return undefined
		}
	}

	/** Opens it to go on at `offset`, with the hash of what is there. */
	async resume(offset: number): Promise<{ file: FileHandle; hash: Hash }> {
		const hash = createHash('sha256')
		for await (const chunk of createReadStream(this.path, { end: offset - 1 })) hash.update(chunk as Buffer)
		const file = await open(this.path, 'r+')
		await file.truncate(offset)
		return { file, hash }
	}

	/** Opens it empty; without a validator it can never be resumed. */
	async startOver(url: string, validator: string | undefined): Promise<{ file: FileHandle; hash: Hash }> {
		await rm(this.#notesPath, { force: true })
		const file = await open(this.path, 'w')
		if (validator !== undefined)
			await writeFile(this.#notesPath, JSON.stringify({ address: hashed(url), validator }))
		return { file, hash: createHash('sha256') }
	}

	async remove(): Promise<void> {
		await rm(this.path, { force: true })
		await this.forgetNotes()
	}

	async forgetNotes(): Promise<void> {
		await rm(this.#notesPath, { force: true })
	}
}

/** A strong validator: a weak ETag does not promise equal bytes. */
export function validatorOf({ headers }: IncomingMessage): string | undefined {
	const { etag } = headers
	return etag?.startsWith('"') ? etag : headers['last-modified']
}
