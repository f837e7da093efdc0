/** Levenshtein's distance, for words of a few letters. */
function distance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, column) => column)
	for (const [index, letter] of [...a].entries()) {
		const next = [index + 1]
		for (let column = 1; column <= b.length; column++)
			next.push(
				Math.min(
					(next[column - 1] ?? 0) + 1,
					(row[column] ?? 0) + 1,
					(row[column - 1] ?? 0) + (letter === b[column - 1] ? 0 : 1),
				),
			)
		row = next
	}
	return row[b.length] ?? 0
}

const plain = (word: string): string => word.toLowerCase().replace(/[-_ ]/g, '')

/** The word that somebody who wrote `found` most likely meant, if any comes close. */
export function closest(found: string, words: readonly string[]): string | undefined {
	// Nobody misspells a word at such length, and the distance costs the product of the lengths.
	if (found.length > 60) return undefined
	const ranked = words
		.map((word) => ({ word, far: distance(plain(found), plain(word)) }))
		.filter(({ word, far }) => far <= Math.max(1, Math.floor(word.length / 3)))
		.sort((a, b) => a.far - b.far)
	return ranked[0]?.word
}
