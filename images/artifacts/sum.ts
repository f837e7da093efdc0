import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'

/** Bytes read at once. With Node's own 64 KiB a file in the host's memory took twice as long. */
const CHUNK = 256 * 1024

/** sha256 of a file, in hex. */
export async function sha256OfFile(path: string): Promise<string> {
	const hash = createHash('sha256')
	await pipeline(createReadStream(path, { highWaterMark: CHUNK }), hash)
	return hash.digest('hex')
}
