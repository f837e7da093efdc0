import type { FileHandle } from 'node:fs/promises'

/** Bytes at places of a file; what lies behind its end is zeros. */
export class Fields {
	private readonly file: FileHandle

	constructor(file: FileHandle) {
		this.file = file
	}

	async bytes(offset: number | bigint, length: number): Promise<Buffer> {
		const bytes = Buffer.alloc(length)
		if (offset <= Number.MAX_SAFE_INTEGER) await this.file.read(bytes, 0, length, Number(offset))
		return bytes
	}
}

/** A stranger's text in a message. */
export const shown = (text: string | Buffer): string => JSON.stringify(text.toString('latin1').slice(0, 200))
