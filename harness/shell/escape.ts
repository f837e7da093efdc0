import { Transform } from 'node:stream'

/**
 * Lets through what is typed, but for `~.` at the beginning of a line, as ssh has it: then `leave` is called. For a guest
 * that hears nothing any more, and not even Ctrl-C.
 */
export function escapable(leave: () => void): Transform {
	// What was typed last: the end of a line, or a `~` behind one, which is held back until it is clear what it means.
	let state: 'line' | 'tilde' | 'text' = 'line'
	return new Transform({
		transform(chunk: Buffer, _encoding, done) {
			const out: number[] = []
			for (const byte of chunk) {
				if (state === 'tilde') {
					if (byte === DOT) {
						state = 'text'
						leave()
						break
					}
					out.push(TILDE)
					// `~~` is one of them.
					if (byte !== TILDE) out.push(byte)
					state = isEnd(byte) ? 'line' : 'text'
				} else if (state === 'line' && byte === TILDE) state = 'tilde'
				else {
					out.push(byte)
					state = isEnd(byte) ? 'line' : 'text'
				}
			}
			done(null, Buffer.from(out))
		},
		flush(done) {
			if (state === 'tilde') this.push(Buffer.from([TILDE]))
			done()
		},
	})
}

const TILDE = '~'.charCodeAt(0)
const DOT = '.'.charCodeAt(0)
const isEnd = (byte: number): boolean => byte === 10 || byte === 13
