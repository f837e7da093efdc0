/** Names, and how many things each sentence takes: what two languages of a catalogue have to have in common. */
export const shapeOf = (value: unknown): unknown =>
	typeof value === 'function'
		? value.length
		: typeof value === 'object' && value !== null
			? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one)]))
			: typeof value
