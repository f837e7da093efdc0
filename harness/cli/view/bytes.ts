const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** A size as a person says it: `812 B`, `4.0 MiB`, `68 MiB`. */
export function bytes(count: number): string {
	const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, count)) / 10))
	const value = count / 1024 ** power
	return `${power === 0 || value >= 10 ? Math.round(value) : value.toFixed(1)} ${units[power]}`
}
