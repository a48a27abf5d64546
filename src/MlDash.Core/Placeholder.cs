namespace MlDash; internal static class Placeholder;
