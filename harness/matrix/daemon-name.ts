import { expected, parsed, type Parsed } from '#images/providers'

/** What a daemon profile may be called: it becomes part of a directory's name. */
export const profileName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/

export const parseDaemonValue = (text: string): Parsed<string> =>
	profileName.test(text) ? parsed(text) : expected('the name of a profile under "daemons"')
