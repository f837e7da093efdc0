/** Axes whose values are a provider's. */
type Provided = 'kernel' | 'docker' | 'rootlesskit'

/**
 * `27.5.1` → `upstream:27.5.1`, `26.1` → `debian:26.1`, a kernel `6.12` → `debian:6.12`: whoever asks need not know where the
 * harness would get it. What names a provider stays as it is.
 */
export function fullValue(axis: Provided, text: string): string {
	if (text.includes(':') || text === 'bundled') return text
	const version = text.replace(/^v(?=\d)/, '')
	return `${axis === 'kernel' || /^\d+\.\d+$/.test(version) ? 'debian' : 'upstream'}:${version}`
}
