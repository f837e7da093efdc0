/** Each different thing once, known by its place: thousands of cells say the same few hundred things. */
export class Interned<T> {
	readonly items: T[] = []
	readonly #places = new Map<string, number>()
	readonly #keyOf: (item: T) => string

	constructor(keyOf: (item: T) => string) {
		this.#keyOf = keyOf
	}

	has(item: T): boolean {
		return this.#places.has(this.#keyOf(item))
	}

	add(item: T): number {
		const key = this.#keyOf(item)
		const known = this.#places.get(key)
		if (known !== undefined) return known
		const place = this.items.push(item) - 1
		this.#places.set(key, place)
		return place
	}
}
