/** A student in the making: its curves, and how fast it learns. */
import type { Course, Point } from "./course.ts";
import { TITLES } from "./plan.ts";

const WIDTH = 300;
const HEIGHT = 90;

/** The most points that a curve is drawn through. */
const POINTS = 200;

/** The name of a backend as people know it. */
const BACKENDS = { wasm: "WebAssembly", webgpu: "WebGPU", cpu: "the processor" } as const;

/** The card of a course of training. */
export function CourseCard({ course, resting }: { readonly course: Course; readonly resting: boolean }) {
  const { kind, steps } = course;
  const progress = course.progress.value;
  const curve = course.curve.value;
  const [step, loss, accuracy] = curve.at(-1) ?? [0, 0, 0];
  const done = course.student.value !== undefined;
  return (
    <section class="panel course" aria-label={TITLES[kind]} data-step={step}>
      <header>
        <h2>{TITLES[kind]}</h2>
        <p class="numbers">
          Step <strong>{step}</strong>/{steps}
        </p>
      </header>
      <progress max={steps} value={done ? steps : step} aria-label={`Training of ${TITLES[kind]}`} />
      <p class="hint numbers">
        {progress !== undefined
          ? `${BACKENDS[progress.backend]}, ${Math.round(progress.tokensPerSecond)} tokens/s, ${lasting(progress.secondsLeft)} left`
          : done
            ? step < steps
              ? "Stopped early, taken as it is."
              : "Trained."
            : resting
              ? "Paused."
              : "Getting ready ..."}
      </p>
      {curve.length > 0 && (
        <div class="curves">
          <Curve
            name="Loss"
            value={loss.toFixed(3)}
            points={thinned(curve)}
            of={1}
            most={Math.max(...curve.map((point) => point[1]))}
            steps={steps}
          />
          <Curve name="Right" value={`${(100 * accuracy).toFixed(1)} %`} points={thinned(curve)} of={2} most={1} steps={steps} />
        </div>
      )}
    </section>
  );
}

/** A curve over all steps that there will be. */
function Curve(props: {
  readonly name: string;
  readonly value: string;
  readonly points: readonly Point[];
  readonly of: 1 | 2;
  readonly most: number;
  readonly steps: number;
}) {
  const { name, value, points, of, most, steps } = props;
  const x = (step: number) => (step / steps) * WIDTH;
  const y = (number: number) => 3 + (1 - number / (most || 1)) * (HEIGHT - 6);
  return (
    <figure class="curve">
      <figcaption>
        {name} <strong>{value}</strong>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {[0, 0.5, 1].map((share) => (
          <line key={share} x1={0} x2={WIDTH} y1={y(share * most)} y2={y(share * most)} />
        ))}
        <polyline points={points.map((point) => `${x(point[0]).toFixed(1)},${y(point[of]).toFixed(1)}`).join(" ")} />
      </svg>
      <p class="axis" aria-hidden="true">
        <span>0</span>
        <span>step {steps}</span>
      </p>
    </figure>
  );
}

const thinned = (curve: readonly Point[]): readonly Point[] => {
  const stride = Math.max(1, Math.ceil(curve.length / POINTS));
  return curve.filter((_, i) => i % stride === 0 || i === curve.length - 1);
};

/** Seconds as people say them. */
function lasting(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
