import { type Command, Option } from 'commander'

/** What a flag for a form of output needs of it. */
interface Form {
	readonly id: string
	readonly about: string
}

/** `stepSummary` as it is typed. */
export const flagOf = (id: string): string =>
	`--${id.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

export function addFormFlags(command: Command, forms: readonly Form[]): Command {
	for (const { id, about } of forms) command.addOption(new Option(flagOf(id), about))
	return command
}

/** The form that was asked for; more than one is added to `problems`. */
export function askedForm<Id extends string>(
	flags: Readonly<Partial<Record<Id, true>>>,
	forms: readonly { readonly id: Id }[],
	problems: string[],
): Id | undefined {
	const asked = forms.map(({ id }) => id).filter((id) => flags[id])
	if (asked.length > 1) problems.push(`${asked.map(flagOf).join(' and ')} exclude each other`)
	return asked[0]
}

/** `--lang`. @param about which forms it is for, for `--help` */
export const languageFlag = (about: string): Option =>
	new Option('--lang <language>', about).choices(['en', 'zh']).default('en')
