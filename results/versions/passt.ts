/** A passt release is a day; the commit behind it names it but orders nothing. */
export interface PasstVersion {
	/** YYYYMMDD as a number. */
	readonly day: number
	readonly commit: string | undefined
}

const upstream = /(\d{4})_(\d{2})_(\d{2})(?:\.([0-9a-f]{7,40}))?/
const debian = /0\.0~git(\d{4})(\d{2})(\d{2})\.([0-9a-f]{7,40})/
const fedora = /0\^(\d{4})(\d{2})(\d{2})\.g([0-9a-f]{7,40})/

/**
 * Reads upstream's (`2024_10_30.ee7d0b6`), Debian's (`0.0~git20240220.1e6f92b-1`) and Fedora's
 * (`0^20241030.gee7d0b6-1.fc41`) spelling, also behind `pasta ` as `pasta --version` prints it. A build between two releases
 * (`2024_10_30.ee7d0b6-12-gabcdef0`, by `git describe`) is none: what it has of the next one nobody knows.
 */
export function parsePasst(text: string): PasstVersion | undefined {
	const raw = text.trim().replace(/^(?:passt|pasta)\s+/, '')
	if (/-\d+-g[0-9a-f]{4,}/.test(raw)) return undefined
	for (const spelling of [upstream, debian, fedora]) {
		const match = new RegExp(`^${spelling.source}(?![0-9a-zA-Z_])`).exec(raw)
		if (!match) continue
		const [, year, month, date, commit] = match
		if (Number(month) < 1 || Number(month) > 12 || Number(date) < 1 || Number(date) > 31) return undefined
		return { day: Number(`${year}${month}${date}`), commit }
	}
	return undefined
}

export const comparePasst = (a: PasstVersion, b: PasstVersion): number => a.day - b.day
