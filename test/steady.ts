/** What every unit test begins with: made-up cases are the same in every run, so that a test that passed does not fail by chance. */
import fc from "fast-check";

fc.configureGlobal({ seed: 20 });
