import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** Where downloads and built images are kept between runs. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
	const named =
		env.ROOTLESS_MATRIX_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'rootless-matrix')
	// apt takes a relative path for one below its own directory, and reads the host's configuration instead.
	return resolve(named)
}

/** A stable hash of plain data: 24 hex digits of sha256 over JSON with sorted keys. */
export function hashOf(value: unknown): string {
	const sorted = JSON.stringify(value, (_key, inner: unknown) =>
		inner !== null && typeof inner === 'object' && !Array.isArray(inner)
			? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
			: inner,
	)
	return createHash('sha256').update(sorted).digest('hex').slice(0, 24)
}
