import { gunzipSync } from 'node:zlib'

const maxConfigBytes = 4 * 1024 * 1024

/** The configuration that a kernel with CONFIG_IKCONFIG carries, out of the uncompressed kernel. */
export function findIkconfig(kernel: Buffer): string | undefined {
	const start = kernel.indexOf('IKCFG_ST')
	if (start === -1) return undefined
	const end = kernel.indexOf('IKCFG_ED', start)
	if (end === -1) return undefined
	try {
		const limits = { maxOutputLength: maxConfigBytes }
		return gunzipSync(kernel.subarray(start + 8, end), limits).toString('utf8')
	} catch {
		// The marks alone, as in a program that looks for them.
		return undefined
	}
}
