import type { NewEvent, Observations, WayOutcome } from '../schema/index.ts'

/** Characters of one text of an event. A guest may print megabytes, and every reader of the log has to hold them. */
const textLimit = 16 * 1024
/** Characters of all that one event carries beside its message. */
const observationsLimit = 256 * 1024
const listLimit = 1000
/** Levels of lists and objects: a guest's JSON may be all brackets. Readers of the log refuse some more. */
const depthLimit = 40

/** The beginning and the end, where what went wrong usually stands, and how much is left out between. */
function cutText(text: string, limit = textLimit): string {
	if (text.length <= limit) return text
	const half = Math.floor((limit - 60) / 2)
	return `${text.slice(0, half)}\n[… ${text.length - 2 * half} characters left out …]\n${text.slice(-half)}`
}

type Json = Observations[string]

function cutJson(value: Json, levels: number): Json {
	if (typeof value === 'string') return cutText(value)
	if (typeof value !== 'object' || value === null) return value
	if (levels === 0) return '[… what is nested deeper is left out …]'
	if (Array.isArray(value)) return value.slice(0, listLimit).map((one) => cutJson(one, levels - 1))
	return cutObservations(value, levels - 1)
}

const cutObservations = (all: Observations, levels = depthLimit): Observations =>
	Object.fromEntries(
		Object.entries(all)
			.slice(0, listLimit)
			.map(([key, value]) => [cutText(key, 200), cutJson(value, levels)]),
	)

function boundedObservations(all: Observations): Observations {
	const cut = cutObservations(all)
	const { length } = JSON.stringify(cut)
	return length <= observationsLimit ? cut : { leftOut: `${length} characters of observations` }
}

function cutWay(outcome: WayOutcome): WayOutcome {
	if (outcome.ok) return { ...outcome, way: cutText(outcome.way, 200) }
	const form = Object.fromEntries(
		Object.entries(outcome.form).map(([key, value]: [string, string | string[]]) => [
			key,
			typeof value === 'string' ? cutText(value, 2000) : value.slice(0, 100).map((one) => cutText(one, 2000)),
		]),
	)
	return { way: cutText(outcome.way, 200), ok: false, form: form as typeof outcome.form }
}

/** An event with what a guest may have filled cut to sane sizes: one guest must not end a run, or fill a disk. */
export function boundedEvent(event: NewEvent): NewEvent {
	switch (event.type) {
		case 'check.ended': {
			const { message, ways, observations, evidence } = event
			return {
				...event,
				...(message === undefined ? {} : { message: cutText(message) }),
				...(ways === undefined ? {} : { ways: ways.slice(0, listLimit).map(cutWay) }),
				...(observations === undefined ? {} : { observations: boundedObservations(observations) }),
				...(evidence === undefined ? {} : { evidence: evidence.slice(0, listLimit) }),
			}
		}
		case 'cell.ended':
			return event.reason === undefined ? event : { ...event, reason: cutText(event.reason) }
		case 'note':
			return { ...event, message: cutText(event.message) }
		default:
			return event
	}
}
