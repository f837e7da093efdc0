import { expect, it } from 'vitest'
import { readDuration } from './read-duration.ts'

const read = (text: string | undefined) => {
	const problems: string[] = []
	return { ms: readDuration('--soak', text, { from: 60_000, to: 7_200_000, problems }), problems }
}

it.each([
	['60s', 60_000],
	['10m', 600_000],
	['2h', 7_200_000],
	[undefined, undefined],
])('%s is %s ms', (text, ms) => {
	expect(read(text)).toEqual({ ms, problems: [] })
})

it.each(['', '10', '59s', '0m', '-1m', '1.5h', '10 m', '10min', '99999m', '9999h', '121m', 'm'])(
	'refuses "%s"',
	(text) => {
		expect(read(text)).toEqual({
			ms: undefined,
			problems: [`--soak takes a time from 60s to 2h, such as 90s, 10m or 2h, not '${text}'`],
		})
	},
)
