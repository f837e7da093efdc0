import { expected, parsed, type Parsed } from '#images/providers'

export const quotedList = (words: readonly string[]): string => words.map((word) => `"${word}"`).join(', ')

/** An axis whose values are a fixed few words. */
export function parseChoice<T extends string>(choices: readonly T[], text: string): Parsed<T> {
	const choice = choices.find((word) => word === text)
	return choice === undefined ? expected(`one of ${quotedList(choices)}`) : parsed(choice)
}
