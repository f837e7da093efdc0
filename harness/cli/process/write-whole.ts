import { fstatSync, writeSync } from 'node:fs'
import type { Writable } from 'node:stream'

/**
 * Has a stream to a file write all of it, or fail. Node writes to a file once and takes what a full disk, or a limit, left out
 * for written: whoever reads the file would not know.
 */
export function writeWhole(stream: Writable & { readonly fd?: number | undefined }): void {
	const { fd } = stream
	if (fd === undefined || !fstatSync(fd).isFile()) return
	stream._write = (chunk: Buffer, _encoding, done) => {
		try {
			// What cannot be written at all is an error of the next call.
			for (let at = 0; at < chunk.length;) at += writeSync(fd, chunk, at)
		} catch (error) {
			done(error as Error)
			return
		}
		done()
	}
}
